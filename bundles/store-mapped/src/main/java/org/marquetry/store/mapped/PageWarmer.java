/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Touches pages ahead of the write position, so that the appending thread meets no page fault. It
 * may race with the appending thread: a zero is exchanged for a zero atomically, which writes
 * nothing where a record's bytes have come first and is overwritten where they come later.
 */
final class PageWarmer {

  static final int PAGE_BYTES = 4096;

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private PageWarmer() {}

  /** Warms the pages of a segment that begin in a range of positions. */
  static void warm(Segment segment, long from, long to) {
    ByteBuffer bytes = segment.bytes();
    // Only mapped memory has pages to fault in; heap buffers know no atomic access either.
    if (!bytes.isDirect() || !segment.region().retain()) {
      return;
    }
    try {
      long first = Math.max(from, segment.start()) - segment.start();
      long last = Math.min(to, segment.end()) - segment.start();
      for (long page = pageUp(first); page < last; page += PAGE_BYTES) {
        INT.compareAndSet(bytes, (int) page, 0, 0);
      }
    } finally {
      segment.region().release();
    }
  }

  private static long pageUp(long offset) {
    return (offset + PAGE_BYTES - 1) & -PAGE_BYTES;
  }
}
