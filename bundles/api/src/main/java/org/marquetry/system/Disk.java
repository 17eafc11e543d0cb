/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The only way of kernel code to files. Thread-safe. Every call may block on the device, so none is
 * made on an I/O thread. An {@link IOException} names the path.
 */
@ProviderType
public interface Disk {

  /**
   * Maps a file for reading and writing. A missing file is created with its parent directories, all
   * zero, without using space until it is written; an existing one is extended with zeros to {@code
   * length} and never shortened. The caller owns one reference, see {@link MappedRegion#release()}.
   *
   * @param length bytes to map, 1 to {@link Integer#MAX_VALUE}
   */
  MappedRegion map(Path file, long length) throws IOException;

  /**
   * Sets a file's length; bytes beyond are gone for good, even after a later extension. Durable.
   */
  void truncate(Path file, long length) throws IOException;

  /**
   * Like {@link #truncate}, but durable only with the next {@link MappedRegion#force} of a part of
   * the file: until then a loss of power may bring the bytes back.
   */
  void cut(Path file, long length) throws IOException;

  /** Length in bytes, or -1 where there is no such file. */
  long length(Path file) throws IOException;

  /** The whole content, or {@code null} where there is no such file. */
  byte[] read(Path file) throws IOException;

  /** Puts a file's new content in place of the old one, atomically and durably. */
  void replace(Path file, byte[] content) throws IOException;

  /** Names (not paths) in a directory, sorted; empty where there is no such directory. */
  List<String> list(Path directory) throws IOException;

  void createDirectories(Path directory) throws IOException;

  /** Deletes a file, or a directory with everything in it; nothing happens where there is none. */
  void delete(Path path) throws IOException;

  /** When the file was last written, in milliseconds since 1970; 0 where there is no such file. */
  long lastModified(Path file) throws IOException;

  /** Space of the device that holds {@code path} (which may not exist yet). */
  Space space(Path path) throws IOException;

  /**
   * Takes an exclusive lock that ends with {@link Lock#close()} or with the process.
   *
   * @return {@code null} where another process or another part of this one holds it
   */
  Lock lock(Path file) throws IOException;

  /** Bytes of a device. */
  record Space(long total, long usable) {

    /** Used share of the device, 0 to 1. */
    public double usedRatio() {
      return total <= 0 ? 0 : (double) (total - usable) / total;
    }
  }

  /** A held lock. */
  @ProviderType
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
