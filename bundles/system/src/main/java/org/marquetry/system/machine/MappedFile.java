/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.system.MappedRegion;

/** A file mapped into memory. */
final class MappedFile implements MappedRegion {

  private final Path file;
  private final MappedByteBuffer buffer;
  private final AtomicInteger references = new AtomicInteger(1);

  MappedFile(Path file, MappedByteBuffer buffer) {
    this.file = file;
    this.buffer = buffer;
  }

  @Override
  public ByteBuffer buffer() {
    return buffer;
  }

  @Override
  public void force(int offset, int length) throws IOException {
    // A reference of its own: a device may take seconds, and the owner may let go meanwhile.
    if (!retain()) {
      throw new IOException(file + ": forced after its last release");
    }
    try {
      buffer.force(offset, length);
    } catch (UncheckedIOException e) {
      throw DiskException.describe(file, e.getCause());
    } finally {
      release();
    }
  }

  @Override
  public boolean retain() {
    int seen = references.get();
    while (seen > 0) {
      if (references.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = references.get();
    }
    return false;
  }

  @Override
  public void release() {
    int left = references.decrementAndGet();
    if (left == 0) {
      Unmapping.unmap(buffer);
    } else if (left < 0) {
      throw new IllegalStateException(file + ": released more often than retained");
    }
  }

  @Override
  public String toString() {
    return "MappedFile[" + file + ", " + references.get() + " references]";
  }
}
