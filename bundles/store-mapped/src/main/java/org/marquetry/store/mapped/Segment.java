/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.marquetry.store.LogView;
import org.marquetry.system.MappedRegion;

/** One mapped file of the log. Only {@link #room} is for the appending thread alone. */
final class Segment {

  private final long start;
  private final int length;
  private final Path file;
  private final MappedRegion region;
  private final ByteBuffer bytes;
  private final ByteBuffer target;

  Segment(long start, int length, Path file, MappedRegion region) {
    this.start = start;
    this.length = length;
    this.file = file;
    this.region = region;
    this.bytes = region.buffer();
    this.target = region.buffer().duplicate();
  }

  /** Position in the log of the first byte. */
  long start() {
    return start;
  }

  /** Position in the log after the last byte. */
  long end() {
    return start + length;
  }

  Path file() {
    return file;
  }

  MappedRegion region() {
    return region;
  }

  /** The bytes for absolute access; the region must be retained meanwhile. */
  ByteBuffer bytes() {
    return bytes;
  }

  /** The reused buffer for an append, set to {@code size} bytes from {@code position} on. */
  ByteBuffer room(long position, int size) {
    int at = (int) (position - start);
    return target.limit(at + size).position(at);
  }

  /**
   * @return {@code null} where the segment has been dropped
   */
  LogView view(long position, int size) {
    if (!region.retain()) {
      return null;
    }
    return new MappedView(position, bytes.slice((int) (position - start), size), region);
  }

  /** Makes what it holds of a range of positions durable; nothing to do once it is dropped. */
  void force(long from, long to) throws IOException {
    long first = Math.max(from, start);
    long last = Math.min(to, end());
    if (first >= last || !region.retain()) {
      return;
    }
    try {
      region.force((int) (first - start), (int) (last - first));
    } finally {
      region.release();
    }
  }
}
