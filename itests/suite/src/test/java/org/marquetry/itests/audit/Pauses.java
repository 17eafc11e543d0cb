/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.audit;

import java.util.Arrays;

/** Durations, for percentiles. Thread-safe. */
public final class Pauses {

  private long[] nanos = new long[1_024];
  private int count;

  public synchronized void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = duration;
  }

  public synchronized int count() {
    return count;
  }

  /**
   * @param share 0 to 1; 1 for the longest
   * @return milliseconds; 0 where there is none
   */
  public synchronized double millis(double share) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int index = (int) Math.min(count - 1, Math.ceil(share * count) - (share > 0 ? 1 : 0));
    return sorted[Math.max(0, index)] / 1e6;
  }

  @Override
  public String toString() {
    return String.format(
        "p50 %.1f ms, p99 %.1f ms, max %.1f ms (%d)",
        millis(0.5), millis(0.99), millis(1), count());
  }
}
