/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Does to a store's files what crashes, bad devices and operators do. */
final class StoreFiles {

  private StoreFiles() {}

  /** Copies a directory as a killed process would leave it. */
  static Path copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Writes bytes at a position of the log. */
  static void writeLog(Path root, long position, byte[] bytes) throws IOException {
    long segment = position / SmallStore.SEGMENT_BYTES * SmallStore.SEGMENT_BYTES;
    write(
        root.resolve("commitlog").resolve(String.format("%020d", segment)),
        position - segment,
        bytes);
  }

  static byte[] readLog(Path root, long position, int length) throws IOException {
    long segment = position / SmallStore.SEGMENT_BYTES * SmallStore.SEGMENT_BYTES;
    Path file = root.resolve("commitlog").resolve(String.format("%020d", segment));
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.read(bytes, position - segment);
    }
    return bytes.array();
  }

  static void write(Path file, long offset, byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), offset);
    }
  }

  /** Writes a consume queue entry. */
  static void writeEntry(
      Path root, String topic, int queueId, long offset, long position, int size, long tagsCode)
      throws IOException {
    long fileEntries = SmallStore.QUEUE_FILE_ENTRIES;
    Path file =
        root.resolve("consumequeue")
            .resolve(topic)
            .resolve(Integer.toString(queueId))
            .resolve(String.format("%020d", offset / fileEntries * fileEntries * 20));
    ByteBuffer entry = ByteBuffer.allocate(20).putLong(position).putInt(size).putLong(tagsCode);
    write(file, offset % fileEntries * 20, entry.array());
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
