/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.system.Disk;

/** An exclusive lock of the operating system on a file. */
final class HeldLock implements Disk.Lock {

  /**
   * Files locked by this process. It belongs to the process as the locks do: POSIX drops all locks
   * of a process on a file as soon as the process closes any descriptor of that file, so a second
   * attempt must be refused before it opens one.
   */
  private static final Set<Path> LOCKED_BY_PROCESS = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private HeldLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @param file in one spelling for all callers
   * @return {@code null} where it is held already
   */
  static HeldLock take(Path file) throws IOException {
    if (!LOCKED_BY_PROCESS.add(file)) {
      return null;
    }
    FileChannel channel = null;
    boolean held = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      held = isLocked(channel);
    } finally {
      if (!held) {
        LOCKED_BY_PROCESS.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
    return held ? new HeldLock(file, channel) : null;
  }

  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        LOCKED_BY_PROCESS.remove(file);
      }
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
