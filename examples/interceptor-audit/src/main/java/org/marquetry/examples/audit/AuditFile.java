/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/**
 * A file that lines are appended to and that is put aside when it is long: {@code audit.log}
 * becomes {@code audit.log.1}, that one {@code audit.log.2}, and so on. Another instance may write
 * to the same file. Not thread-safe.
 */
final class AuditFile implements AutoCloseable {

  private final Path file;
  private final long maxBytes;
  private final int kept;
  private FileChannel channel;
  private Object key;

  /**
   * @param maxBytes a file with a line more would be longer
   * @param kept how many are kept beside the one that is written to
   */
  AuditFile(Path file, long maxBytes, int kept) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.kept = kept;
  }

  /** Appends whole lines; the file and its folder are made where they are missing. */
  void append(List<String> lines) throws IOException {
    ByteBuffer bytes = UTF_8.encode(String.join("\n", lines) + "\n");
    open();
    if (channel.size() > 0 && channel.size() + bytes.remaining() > maxBytes) {
      rotate();
      open();
    }
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Opens the file, again if it is not the one that is open any more. */
  private void open() throws IOException {
    if (channel != null && channel.isOpen() && Objects.equals(key, keyOf(file))) {
      return;
    }
    close();
    Files.createDirectories(file.toAbsolutePath().getParent());
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    key = keyOf(file);
  }

  private static Object keyOf(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return "gone";
    }
  }

  private void rotate() throws IOException {
    close();
    Files.deleteIfExists(older(kept));
    for (int i = kept - 1; i >= 1; i--) {
      moveIfThere(older(i), older(i + 1));
    }
    if (kept > 0) {
      moveIfThere(file, older(1));
    } else {
      Files.deleteIfExists(file);
    }
  }

  private Path older(int age) {
    return file.resolveSibling(file.getFileName() + "." + age);
  }

  private static void moveIfThere(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      // There are not that many yet, or another instance was quicker.
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
