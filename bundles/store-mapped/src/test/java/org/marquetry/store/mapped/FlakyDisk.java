/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.system.Disk;
import org.marquetry.system.MappedRegion;

/** A disk whose forces are counted and can be held up or made to fail, and whose maps can fail. */
final class FlakyDisk implements Disk {

  final AtomicInteger forces = new AtomicInteger();
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile boolean failForce;
  volatile boolean failMap;
  volatile boolean failAllocate;
  private final Disk disk;

  FlakyDisk(Disk disk) {
    this.disk = disk;
  }

  @Override
  public MappedRegion map(Path file, long length) throws IOException {
    if (failMap) {
      throw new IOException(file + ": no space left on device");
    }
    return new Region(disk.map(file, length));
  }

  @Override
  public void allocate(Path file, long offset, long length) throws IOException {
    if (failAllocate) {
      throw new IOException(file + ": no space left on device");
    }
    disk.allocate(file, offset, length);
  }

  @Override
  public void truncate(Path file, long length) throws IOException {
    disk.truncate(file, length);
  }

  @Override
  public void cut(Path file, long length) throws IOException {
    disk.cut(file, length);
  }

  @Override
  public long length(Path file) throws IOException {
    return disk.length(file);
  }

  @Override
  public byte[] read(Path file) throws IOException {
    return disk.read(file);
  }

  @Override
  public void replace(Path file, byte[] content) throws IOException {
    disk.replace(file, content);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public long lastModified(Path file) throws IOException {
    return disk.lastModified(file);
  }

  @Override
  public Space space(Path path) throws IOException {
    return disk.space(path);
  }

  @Override
  public Lock lock(Path file) throws IOException {
    return disk.lock(file);
  }

  private final class Region implements MappedRegion {

    private final MappedRegion region;

    Region(MappedRegion region) {
      this.region = region;
    }

    @Override
    public ByteBuffer buffer() {
      return region.buffer();
    }

    @Override
    public void force(int offset, int length) throws IOException {
      forces.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      if (failForce) {
        throw new IOException("input/output error");
      }
      region.force(offset, length);
    }

    @Override
    public boolean retain() {
      return region.retain();
    }

    @Override
    public void release() {
      region.release();
    }
  }
}
