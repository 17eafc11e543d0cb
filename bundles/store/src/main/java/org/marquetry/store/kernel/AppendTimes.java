/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.util.Arrays;

/**
 * How long appends took, from their call to their being in the log, with all they had to wait for.
 * Everything is done under the append lock.
 */
final class AppendTimes {

  private static final long WINDOW_NANOS = 60_000_000_000L;

  /** Each power of two is divided into as many steps: a time is known to an eighth. */
  private static final int STEPS = 8;

  private static final int STEP_BITS = 3;
  private static final int SIZE = (Long.SIZE - STEP_BITS) * STEPS;

  private long[] recent = new long[SIZE];
  private long[] before = new long[SIZE];
  private long windowBegan;
  private long max;

  /**
   * @param now on the clock for durations, in nanoseconds
   */
  AppendTimes(long now) {
    windowBegan = now;
  }

  void add(long began, long ended) {
    long nanos = Math.max(0, ended - began);
    if (ended - windowBegan >= WINDOW_NANOS) {
      turn(ended);
    }
    recent[step(nanos)]++;
    if (nanos > max) {
      max = nanos;
    }
  }

  private void turn(long now) {
    // Where nothing was appended for long, the last window is no news either.
    boolean lapsed = now - windowBegan >= 2 * WINDOW_NANOS;
    long[] cleared = before;
    before = recent;
    recent = cleared;
    Arrays.fill(recent, 0);
    if (lapsed) {
      Arrays.fill(before, 0);
    }
    windowBegan = now;
  }

  Summary summary(long now) {
    if (now - windowBegan >= WINDOW_NANOS) {
      turn(now);
    }
    long total = 0;
    for (int i = 0; i < SIZE; i++) {
      total += recent[i] + before[i];
    }
    return new Summary(max, percentile(total, 0.99), percentile(total, 0.999));
  }

  private long percentile(long total, double share) {
    long wanted = (long) Math.ceil(total * share);
    long seen = 0;
    for (int i = 0; i < SIZE && total > 0; i++) {
      seen += recent[i] + before[i];
      if (seen >= wanted) {
        return Math.min(max, longest(i));
      }
    }
    return 0;
  }

  private static int step(long nanos) {
    if (nanos < STEPS) {
      return (int) nanos;
    }
    int shift = Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(nanos);
    return (shift + 1) * STEPS + (int) (nanos >>> shift) - STEPS;
  }

  private static long longest(int step) {
    if (step < STEPS) {
      return step;
    }
    int shift = step / STEPS - 1;
    return ((long) (STEPS + step % STEPS + 1) << shift) - 1;
  }

  /**
   * In nanoseconds, 0 where there was no append.
   *
   * @param longest of all
   * @param of99 what 99 of 100 of the last one to two minutes did not exceed
   * @param of999 what 999 of 1000 of them did not exceed
   */
  record Summary(long longest, long of99, long of999) {}
}
