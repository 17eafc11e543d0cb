/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.stats;

import java.util.Arrays;

/**
 * What a sum was at times within a window. While the sum rests only the beginning and the end of
 * its rest are kept, for most of a broker's sums rest most of the time. Not thread-safe.
 */
final class Samples {

  private static final int FIELDS = 3;
  private static final int SUM = 1;
  private static final int UPDATES = 2;

  private final long span;

  /** Time, sum and number of updates of each sample, the oldest first. */
  private long[] values;

  private int count = 1;

  /**
   * @param began when the sum was 0
   * @param span length of the window, in nanoseconds
   */
  Samples(long began, long span) {
    this.span = span;
    values = new long[2 * FIELDS];
    values[0] = began;
  }

  void add(long nanos, long sum, long updates) {
    boolean rests = count >= 2 && same(count - 2, count - 1) && value(count - 1, SUM) == sum;
    if (!rests) {
      count++;
      if (values.length < count * FIELDS) {
        values = Arrays.copyOf(values, values.length * 2);
      }
    }
    int last = (count - 1) * FIELDS;
    values[last] = nanos;
    values[last + SUM] = sum;
    values[last + UPDATES] = updates;
    forget(nanos - span);
  }

  private void forget(long until) {
    int gone = 0;
    while (count - gone > 2 && value(gone + 1, 0) - until <= 0) {
      gone++;
    }
    if (gone > 0) {
      count -= gone;
      System.arraycopy(values, gone * FIELDS, values, 0, count * FIELDS);
    }
    if (count >= 2 && value(0, 0) - until < 0 && same(0, 1)) {
      // It was the same at any time of its rest.
      values[0] = value(1, 0) - until < 0 ? value(1, 0) : until;
    }
  }

  private boolean same(int one, int other) {
    return value(one, SUM) == value(other, SUM) && value(one, UPDATES) == value(other, UPDATES);
  }

  private long value(int sample, int field) {
    return values[sample * FIELDS + field];
  }

  /** Samples that are kept. */
  int count() {
    return count;
  }

  Meter.Window window() {
    int last = count - 1;
    long sum = value(last, SUM) - value(0, SUM);
    long updates = value(last, UPDATES) - value(0, UPDATES);
    double seconds = (value(last, 0) - value(0, 0)) / 1e9;
    return new Meter.Window(
        sum, seconds <= 0 ? 0 : sum / seconds, updates == 0 ? 0 : (double) sum / updates);
  }
}
