/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import org.marquetry.store.log.LogChain;

/** Finds queue offsets by store time, which never decreases along a queue. */
final class TimeSearch {

  private final LogChain log;
  private final RecordReader records;

  TimeSearch(LogChain log, RecordReader records) {
    this.log = log;
    this.records = records;
  }

  /**
   * See {@link MessageStore#offsetByTime}.
   *
   * @param min queue offset of the first message that counts
   */
  long search(LogicalQueue queue, long min, long timestamp, boolean upper) throws IOException {
    long max = queue.maxOffset();
    long low = min;
    long high = max;
    while (low < high) {
      long middle = (low + high) >>> 1;
      long time = timeFrom(queue, middle, high);
      boolean before = time >= 0 && (upper ? time <= timestamp : time < timestamp);
      if (before) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return upper ? Math.max(min, low - 1) : low;
  }

  /** Store time of the first message from {@code offset} on that is there. */
  private long timeFrom(LogicalQueue queue, long offset, long end) throws IOException {
    long at = offset;
    while (at < end) {
      long position = queue.position(at);
      long there = position < 0 ? position : log.follow(position);
      if (there > position) {
        // Passes over a span that is gone or cannot be read, however many entries it has.
        at = Math.max(at + 1, queue.entries.firstNotBefore(there));
        continue;
      }
      long time = records.storeTime(position);
      if (time >= 0) {
        return time;
      }
      at++;
    }
    return -1;
  }
}
