/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives pages room on the device ahead of the write position and touches them, so that the
 * appending thread never writes where there is no room, and meets no page fault. Zeros are written,
 * which must not hit a record: the appending thread says up to where it is going to write before it
 * does so, and waits for the few pages that are being worked on if it needs them. It would have
 * waited for the same page faults itself.
 */
final class PageWarmer {

  private static final int PAGE_BYTES = 4096;

  /** What is worked on at once: bounds how long the appending thread may have to wait. */
  private static final int CHUNK_BYTES = 64 << 10;

  private final SegmentFiles files;

  /** Held while pages are touched, so that nobody cuts their file meanwhile. */
  private final ReentrantLock busy = new ReentrantLock();

  /** The appending thread writes, or has written, before this position. */
  private volatile long claimed;

  /** Position of the first page that is being worked on. */
  private volatile long touching = Long.MAX_VALUE;

  /**
   * What is not written yet and lies before this position has room. Both threads move it, and one
   * may take back what the other has added: then it is done once more.
   */
  private volatile long room;

  PageWarmer(SegmentFiles files) {
    this.files = files;
  }

  /**
   * Lets the appending thread write from {@code position} to {@code until}, after what it has
   * claimed so far. Quick where the pages have been warmed.
   *
   * @throws IOException if the device has no room: nothing may be written then
   */
  void claim(Segment segment, long position, long until) throws IOException {
    claimed = until;
    while (touching < until) {
      Thread.onSpinWait();
    }
    if (until > room) {
      long from = Math.max(room, position);
      long to = Math.min(segment.end(), pageFrom(segment, until) + CHUNK_BYTES);
      files.allocate(segment, from, to);
      room = to;
    }
  }

  /** Nothing behind {@code position} is known to have room. */
  void forget(long position) {
    claimed = position;
    room = position;
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

  /**
   * Warms the pages of a segment that begin in a range of positions and are not claimed.
   *
   * @throws IOException if the device has no room for them
   */
  void warm(Segment segment, long from, long to) throws IOException {
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

  private void touch(Segment segment, long from, long to) throws IOException {
    ByteBuffer bytes = segment.bytes();
    long start = segment.start();
    long page = from;
    while (true) {
      page = pageFrom(segment, page);
      if (page >= to) {
        return;
      }
      // First told, then asked: the appending thread does the same the other way round, so that at
      // least one of the two sees the other.
      touching = page;
      long writing = claimed;
      if (writing <= page) {
        long end = Math.min(segment.end(), pageFrom(segment, Math.min(to, page + CHUNK_BYTES)));
        files.allocate(segment, page, end);
        for (long at = page; at < end; at += PAGE_BYTES) {
          bytes.putInt((int) (at - start), 0);
        }
        if (room >= page && room < end) {
          room = end;
        }
        page = end;
      } else {
        page = writing;
      }
    }
  }

  /** Where the first page begins that does not begin before a position. */
  private static long pageFrom(Segment segment, long position) {
    long start = segment.start();
    return start + ((position - start + PAGE_BYTES - 1) & -PAGE_BYTES);
  }
}
