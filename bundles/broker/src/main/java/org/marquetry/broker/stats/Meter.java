/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.stats;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/**
 * A sum that grows, with samples of it over the last minute, hour and day. Adding is thread-safe
 * and allocates nothing; samples are taken by one thread and read by any.
 */
final class Meter {

  private static final int MINUTE_SAMPLES = 7;
  private static final int HOUR_SAMPLES = 7;
  private static final int DAY_SAMPLES = 25;

  private final LongAdder sum = new LongAdder();
  private final LongAdder updates = new LongAdder();
  private final Deque<Sample> minute = new ArrayDeque<>();
  private final Deque<Sample> hour = new ArrayDeque<>();
  private final Deque<Sample> day = new ArrayDeque<>();

  /**
   * @param nanos when it began, on the clock for durations
   */
  Meter(long nanos) {
    Sample zero = new Sample(nanos, 0, 0);
    minute.add(zero);
    hour.add(zero);
    day.add(zero);
  }

  void add(long value) {
    sum.add(value);
    updates.increment();
  }

  long sum() {
    return sum.sum();
  }

  /** Every 10 s. */
  synchronized void sampleMinute(long nanos) {
    sample(minute, MINUTE_SAMPLES, nanos);
  }

  /** Every 10 min. */
  synchronized void sampleHour(long nanos) {
    sample(hour, HOUR_SAMPLES, nanos);
  }

  /** Every hour. */
  synchronized void sampleDay(long nanos) {
    sample(day, DAY_SAMPLES, nanos);
  }

  private void sample(Deque<Sample> samples, int most, long nanos) {
    samples.addLast(new Sample(nanos, sum.sum(), updates.sum()));
    if (samples.size() > most) {
      samples.removeFirst();
    }
  }

  synchronized Window minute() {
    return window(minute);
  }

  synchronized Window hour() {
    return window(hour);
  }

  synchronized Window day() {
    return window(day);
  }

  private static Window window(Deque<Sample> samples) {
    Sample from = samples.getFirst();
    Sample to = samples.getLast();
    long sum = to.sum - from.sum;
    long updates = to.updates - from.updates;
    double seconds = (to.nanos - from.nanos) / 1e9;
    return new Window(
        sum, seconds <= 0 ? 0 : sum / seconds, updates == 0 ? 0 : (double) sum / updates);
  }

  private record Sample(long nanos, long sum, long updates) {}

  /**
   * @param perSecond mean rate over the window
   * @param perUpdate mean of what was added at once
   */
  record Window(long sum, double perSecond, double perUpdate) {}
}
