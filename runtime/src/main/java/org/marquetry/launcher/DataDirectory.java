/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Everything a node writes: {@code store/} messages, {@code logs/}, {@code configadmin/} what was
 * configured while running, {@code cache/} the framework's copy of the bundles (made anew at every
 * start) and {@code run/} what says who runs here.
 */
record DataDirectory(Path root) {

  private static final long LOCK_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOCK_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  Path store() {
    return root.resolve("store");
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path log() {
    return logs().resolve("marquetry.log");
  }

  /** What libraries print although nobody reads it. */
  Path consoleLog() {
    return logs().resolve("console.log");
  }

  Path cache() {
    return root.resolve("cache");
  }

  Path configAdmin() {
    return root.resolve("configadmin");
  }

  Path temporary() {
    return root.resolve("run").resolve("tmp");
  }

  /** The settings of the command line, for the bundles. */
  Path overrides() {
    return root.resolve("run").resolve("overrides.properties");
  }

  /** The logging configuration that is in force until Configuration Admin brings its own. */
  Path logging() {
    return root.resolve("run").resolve("log4j2.properties");
  }

  /** What {@code start} shows of the process that it began. */
  Path startOutput() {
    return root.resolve("run").resolve("start.out");
  }

  Path instance() {
    return root.resolve("run").resolve("instance.properties");
  }

  /** The process id alone, for scripts. */
  Path pid() {
    return root.resolve("run").resolve("pid");
  }

  /** Port and token of the shell server. */
  Path shell() {
    return root.resolve("run").resolve("shell");
  }

  private Path lockFile() {
    return root.resolve("run").resolve("lock");
  }

  void create() throws LaunchException {
    try {
      Files.createDirectories(temporary());
      Files.createDirectories(logs());
      if (!Files.isWritable(root)) {
        throw new AccessDeniedException(root.toString());
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /**
   * Takes the directory for this process.
   *
   * @return what to close in the end; the lock ends with the process at the latest
   */
  Closeable lock() throws LaunchException {
    create();
    long start = System.nanoTime();
    // Somebody who merely asks whether an instance runs holds the lock for a moment.
    do {
      FileChannel channel = tryLock(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel != null) {
        return channel;
      }
      LockSupport.parkNanos(LOCK_PAUSE_NANOS);
    } while (System.nanoTime() - start < LOCK_PATIENCE_NANOS);
    throw new LaunchException(
        "the data directory "
            + root
            + " is in use by another instance"
            + Instance.read(this).map(other -> " (process " + other.pid() + ")").orElse("")
            + "; stop that one, or choose another directory with --data DIR");
  }

  /** Whether a process holds the directory. Who may only read it is told, too. */
  boolean isLocked() throws LaunchException {
    try (FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.READ);
        FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return shared == null;
    } catch (NoSuchFileException e) {
      return false;
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      throw new LaunchException(
          "the data directory " + root + " cannot be read: " + reason(e) + owner(root), e);
    }
  }

  /** {@code "; it belongs to user x"}, or nothing where that is not known. */
  static String owner(Path path) {
    try {
      return "; it belongs to user " + Files.getOwner(path).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /**
   * @return {@code null} where another one holds it
   */
  private FileChannel tryLock(StandardOpenOption... options) throws LaunchException {
    FileChannel channel = null;
    boolean held = false;
    try {
      channel = FileChannel.open(lockFile(), options);
      held = channel.tryLock() != null;
      return held ? channel : null;
    } catch (OverlappingFileLockException e) {
      return null;
    } catch (IOException e) {
      throw unusable(e);
    } finally {
      if (channel != null && !held) {
        closeQuietly(channel);
      }
    }
  }

  LaunchException unusable(IOException cause) {
    return new LaunchException(
        "the data directory "
            + root
            + " cannot be written: "
            + reason(cause)
            + "; choose another with --data DIR",
        cause);
  }

  /** In words; the messages of the common failures are the bare path. */
  static String reason(IOException cause) {
    String file = cause instanceof FileSystemException failure ? failure.getFile() + ": " : "";
    if (cause instanceof AccessDeniedException) {
      return file + "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return file + "no such file or directory";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return file + "exists and is not a directory";
    }
    return cause.getMessage();
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written through it.
    }
  }
}
