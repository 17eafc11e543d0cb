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
 *
 * <pre>{@code
 * disk.replace(directory.resolve("state.json"), json.getBytes(UTF_8));
 * byte[] kept = disk.read(directory.resolve("state.json")); // null where there is none
 * }</pre>
 */
@ProviderType
public interface Disk {

  /**
   * Maps a file for reading and writing. A missing file is created with its parent directories, all
   * zero, without using space until it is written; an existing one is extended with zeros to {@code
   * length} and never shortened. The caller owns one reference, see {@link MappedRegion#release()}.
   *
   * @param file its path
   * @param length bytes to map, 1 to {@link Integer#MAX_VALUE}
   * @return the mapped file
   * @throws IOException if the device or the operating system refuses
   */
  MappedRegion map(Path file, long length) throws IOException;

  /**
   * Gives a part of a mapped file room on the device, so that writing into it through a mapping
   * cannot fail for want of room: a page without room takes no bytes then, which nobody is told
   * before it is too late. Zeros are written: there must be nothing worth keeping, and nobody may
   * be writing there. Blocks for the device.
   *
   * @param file its path
   * @param offset in bytes, of the part's begin
   * @param length of the part in bytes
   * @throws IOException if there is not so much room, or for any other reason
   */
  void allocate(Path file, long offset, long length) throws IOException;

  /**
   * Sets a file's length; bytes beyond are gone for good, even after a later extension. Durable.
   *
   * @param file its path
   * @param length new length in bytes
   * @throws IOException if the device or the operating system refuses
   */
  void truncate(Path file, long length) throws IOException;

  /**
   * Like {@link #truncate}, but durable only with the next {@link MappedRegion#force} of a part of
   * the file: until then a loss of power may bring the bytes back.
   *
   * @param file its path
   * @param length new length in bytes
   * @throws IOException if the device or the operating system refuses
   */
  void cut(Path file, long length) throws IOException;

  /**
   * {@return the length in bytes, or -1 where there is no such file}
   *
   * @param file its path
   * @throws IOException if the device or the operating system refuses
   */
  long length(Path file) throws IOException;

  /**
   * {@return the whole content, or {@code null} where there is no such file}
   *
   * @param file its path
   * @throws IOException if the device or the operating system refuses
   */
  byte[] read(Path file) throws IOException;

  /**
   * Puts a file's new content in place of the old one, atomically and durably.
   *
   * @param file its path
   * @param content all of it
   * @throws IOException if the device or the operating system refuses
   */
  void replace(Path file, byte[] content) throws IOException;

  /**
   * {@return the names (not paths) in a directory, sorted; empty where there is no such directory}
   *
   * @param directory its path
   * @throws IOException if the device or the operating system refuses
   */
  List<String> list(Path directory) throws IOException;

  /**
   * Makes a directory and those above it that are missing.
   *
   * @param directory its path
   * @throws IOException if the device or the operating system refuses
   */
  void createDirectories(Path directory) throws IOException;

  /**
   * Deletes a file, or a directory with everything in it; nothing happens where there is none.
   *
   * @param path of a file or a directory
   * @throws IOException if the device or the operating system refuses
   */
  void delete(Path path) throws IOException;

  /**
   * {@return when the file was last written, in milliseconds since 1970; 0 where there is no such
   * file}
   *
   * @param file its path
   * @throws IOException if the device or the operating system refuses
   */
  long lastModified(Path file) throws IOException;

  /**
   * {@return the space of the device that holds {@code path} (which may not exist yet)}
   *
   * @param path of a file or a directory
   * @throws IOException if the device or the operating system refuses
   */
  Space space(Path path) throws IOException;

  /**
   * Takes an exclusive lock that ends with {@link Lock#close()} or with the process.
   *
   * @param file made where it is missing
   * @return {@code null} where another process or another part of this one holds it
   * @throws IOException if the device or the operating system refuses
   */
  Lock lock(Path file) throws IOException;

  /**
   * Bytes of a device.
   *
   * @param total that the device has
   * @param usable that this process may still use
   */
  record Space(long total, long usable) {

    /** {@return the used share of the device, 0 to 1} */
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
