/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.marquetry.system.Disk;
import org.marquetry.system.MappedRegion;
import org.osgi.service.component.annotations.Component;

/** The file systems of this machine. */
@Component(service = Disk.class)
public final class FileDisk implements Disk {

  private static final String TEMPORARY = ".tmp";
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  /** Replacements of one file share the name of its temporary file, so they take turns. */
  private final ReentrantLock replacing = new ReentrantLock();

  @Override
  public MappedRegion map(Path file, long length) throws IOException {
    if (length < 1 || length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          file + ": cannot map " + length + " bytes, allowed are 1 to " + Integer.MAX_VALUE);
    }
    return DiskException.naming(
        file,
        () -> {
          boolean isNew = !Files.exists(file);
          if (isNew) {
            createDirectories(parentOf(file));
          }
          MappedFile mapped;
          try (FileChannel channel =
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE)) {
            // Mapping beyond the end extends the file sparsely.
            mapped = new MappedFile(file, channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
          }
          if (isNew) {
            DirectorySync.force(parentOf(file));
          }
          return mapped;
        });
  }

  @Override
  public void allocate(Path file, long offset, long length) throws IOException {
    DiskException.naming(
        file,
        () -> {
          // Writing is what every file system reserves room for, and says so if there is none.
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long end = offset + length;
            long at = offset;
            while (at < end) {
              ByteBuffer zeros = ZEROS.duplicate();
              zeros.limit((int) Math.min(zeros.capacity(), end - at));
              at += channel.write(zeros, at);
            }
          }
          return null;
        });
  }

  @Override
  public void truncate(Path file, long length) throws IOException {
    setLength(file, length, true);
  }

  @Override
  public void cut(Path file, long length) throws IOException {
    // Forcing a mapped region makes the file's length durable, too.
    setLength(file, length, false);
  }

  private static void setLength(Path file, long length, boolean durable) throws IOException {
    DiskException.naming(
        file,
        () -> {
          if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
          }
          try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
            if (durable) {
              open.getFD().sync();
            }
          }
          return null;
        });
  }

  @Override
  public long length(Path file) throws IOException {
    return DiskException.naming(file, -1L, () -> Files.size(file));
  }

  @Override
  public byte[] read(Path file) throws IOException {
    return DiskException.naming(file, null, () -> Files.readAllBytes(file));
  }

  @Override
  public void replace(Path file, byte[] content) throws IOException {
    DiskException.naming(
        file,
        () -> {
          Path directory = parentOf(file);
          createDirectories(directory);
          Path temporary = directory.resolve(file.getFileName() + TEMPORARY);
          replacing.lock();
          try {
            writeDurably(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
          } finally {
            replacing.unlock();
          }
          DirectorySync.force(directory);
          return null;
        });
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return DiskException.naming(
        directory,
        List.of(),
        () -> {
          try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
          }
        });
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    DiskException.naming(
        directory,
        () -> {
          if (Files.isDirectory(directory)) {
            return null;
          }
          Path existing = nearestExisting(directory);
          Files.createDirectories(directory);
          for (Path created = directory.toAbsolutePath();
              created != null && !created.equals(existing);
              created = created.getParent()) {
            DirectorySync.force(parentOf(created));
          }
          return null;
        });
  }

  @Override
  public void delete(Path path) throws IOException {
    DiskException.naming(
        path,
        () -> {
          if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.walkFileTree(path, new Deletion());
          }
          return null;
        });
  }

  @Override
  public long lastModified(Path file) throws IOException {
    return DiskException.naming(file, 0L, () -> Files.getLastModifiedTime(file).toMillis());
  }

  @Override
  public Space space(Path path) throws IOException {
    return DiskException.naming(
        path,
        () -> {
          FileStore store = Files.getFileStore(nearestExisting(path));
          // What is kept for root or beyond a quota is neither used nor to be had: as df counts.
          long used = store.getTotalSpace() - store.getUnallocatedSpace();
          long usable = store.getUsableSpace();
          return new Space(used + usable, usable);
        });
  }

  @Override
  public Lock lock(Path file) throws IOException {
    return DiskException.naming(
        file,
        () -> {
          Path directory = parentOf(file);
          createDirectories(directory);
          return HeldLock.take(directory.toRealPath().resolve(file.getFileName()));
        });
  }

  private static void writeDurably(Path file, byte[] content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static Path parentOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path.toAbsolutePath() : parent;
  }

  private static Path nearestExisting(Path path) {
    Path candidate = path.toAbsolutePath();
    while (candidate.getParent() != null && !Files.exists(candidate)) {
      candidate = candidate.getParent();
    }
    return candidate;
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
