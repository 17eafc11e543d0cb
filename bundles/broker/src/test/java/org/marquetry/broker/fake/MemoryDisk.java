/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.system.Disk;
import org.marquetry.system.MappedRegion;

/** Small whole files in memory; nothing can be mapped. */
public final class MemoryDisk implements Disk {

  private final Map<Path, byte[]> files = new ConcurrentHashMap<>();
  private volatile int writes = Integer.MAX_VALUE;

  /** Keeps no more than so many files that are written from now on, as a killed process does. */
  public void keep(int more) {
    writes = more;
  }

  /** How many files more are kept; 0 where one may have been lost. */
  public int left() {
    return writes;
  }

  public void put(Path file, String content) {
    files.put(file, content.getBytes(UTF_8));
  }

  /** Another disk with the same files. */
  public MemoryDisk copy() {
    MemoryDisk copy = new MemoryDisk();
    copy.files.putAll(files);
    return copy;
  }

  /** {@code null} where there is no such file. */
  public String text(Path file) {
    byte[] content = files.get(file);
    return content == null ? null : new String(content, UTF_8);
  }

  @Override
  public byte[] read(Path file) {
    return files.get(file);
  }

  @Override
  public synchronized void replace(Path file, byte[] content) {
    if (writes > 0) {
      files.put(file, content.clone());
      writes--;
    }
  }

  @Override
  public long length(Path file) {
    byte[] content = files.get(file);
    return content == null ? -1 : content.length;
  }

  @Override
  public List<String> list(Path directory) {
    return files.keySet().stream()
        .filter(file -> directory.equals(file.getParent()))
        .map(file -> file.getFileName().toString())
        .sorted()
        .toList();
  }

  @Override
  public void createDirectories(Path directory) {}

  @Override
  public void delete(Path path) {
    files.keySet().removeIf(file -> file.startsWith(path));
  }

  @Override
  public long lastModified(Path file) {
    return 0;
  }

  @Override
  public Space space(Path path) {
    return new Space(100, 50);
  }

  @Override
  public Lock lock(Path file) {
    return () -> {};
  }

  @Override
  public MappedRegion map(Path file, long length) throws IOException {
    throw new IOException(file + " cannot be mapped: it is in memory only");
  }

  @Override
  public void allocate(Path file, long offset, long length) throws IOException {
    throw new IOException(file + " cannot be mapped: it is in memory only");
  }

  @Override
  public void truncate(Path file, long length) throws IOException {
    throw new IOException(file + " cannot be cut: it is in memory only");
  }

  @Override
  public void cut(Path file, long length) throws IOException {
    truncate(file, length);
  }
}
