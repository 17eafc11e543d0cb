/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Touches pages ahead of the write position, so that the appending thread meets no page fault. A
 * zero is written into each page, which must not hit a record: the appending thread says up to
 * where it is going to write before it does so, and waits for the one page that is being touched if
 * it needs it. It would have waited for the same page fault itself.
 */
final class PageWarmer {

  private static final int PAGE_BYTES = 4096;

  /** Held while pages are touched, so that nobody cuts their file meanwhile. */
  private final ReentrantLock busy = new ReentrantLock();

  /** The appending thread writes, or has written, before this position. */
  private volatile long claimed;

  /** Position of the page that is being touched. */
  private volatile long touching = Long.MAX_VALUE;

  /** Lets the appending thread write before {@code position}, after what it has claimed so far. */
  void claim(long position) {
    claimed = position;
    while (touching < position) {
      Thread.onSpinWait();
    }
  }

  /** Ends what is under way and lets {@code action} change the files. */
  void whileIdle(FileChange action) throws IOException {
    busy.lock();
    try {
      action.run();
    } finally {
      busy.unlock();
    }
  }

  /** A change of the files that are touched. */
  @FunctionalInterface
  interface FileChange {
    void run() throws IOException;
  }

  /** Touches the pages of a segment that begin in a range of positions and are not claimed. */
  void warm(Segment segment, long from, long to) {
    busy.lock();
    try {
      if (segment.region().retain()) {
        try {
          touch(segment, Math.max(from, segment.start()), Math.min(to, segment.end()));
        } finally {
          touching = Long.MAX_VALUE;
          segment.region().release();
        }
      }
    } finally {
      busy.unlock();
    }
  }

  private void touch(Segment segment, long from, long to) {
    ByteBuffer bytes = segment.bytes();
    long start = segment.start();
    long page = from;
    while (true) {
      page = start + ((page - start + PAGE_BYTES - 1) & -PAGE_BYTES);
      if (page >= to) {
        return;
      }
      // First told, then asked: the appending thread does the same the other way round, so that at
      // least one of the two sees the other.
      touching = page;
      long writing = claimed;
      if (writing <= page) {
        bytes.putInt((int) (page - start), 0);
        page += PAGE_BYTES;
      } else {
        page = writing;
      }
    }
  }
}
