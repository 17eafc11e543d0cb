/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.retention;

import java.io.IOException;
import org.marquetry.store.log.LogChain;

/**
 * Tells by the times in the log itself how old its segments are: what was stored in one is older
 * than the first record of the next. Unlike the times of files that survives a copy of them.
 */
final class SegmentAges {

  private final LogChain log;
  private final RecordTime times;

  SegmentAges(LogChain log, RecordTime times) {
    this.log = log;
    this.times = times;
  }

  /**
   * The position up to which all segments were full before a time; the first position of the log
   * where none was.
   *
   * @param time in milliseconds since 1970
   */
  long fullBefore(long time) {
    long[] segments = log.segments();
    long bound = log.firstPosition();
    for (int i = 1; i < segments.length; i++) {
      long stored = storedAt(segments[i]);
      if (stored >= time) {
        return bound;
      }
      if (stored >= 0) {
        bound = segments[i];
      }
    }
    return bound;
  }

  /** Where the oldest segment ends; the first position of the log where it has only one. */
  long endOfOldest() {
    long first = log.firstPosition();
    for (long segment : log.segments()) {
      if (segment > first) {
        return segment;
      }
    }
    return first;
  }

  /** Begin of the segment that is written, which is never dropped. */
  long lastSegment() {
    long[] segments = log.segments();
    return segments.length == 0 ? log.firstPosition() : segments[segments.length - 1];
  }

  /** A record that cannot be read tells nothing: those behind it may. */
  private long storedAt(long position) {
    try {
      return times.at(position);
    } catch (IOException e) {
      return -1;
    }
  }
}
