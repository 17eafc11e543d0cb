/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.stats;

import java.util.concurrent.atomic.LongAdder;

/**
 * A sum that grows, with samples of it over the last minute, hour and day. Adding is thread-safe
 * and allocates nothing; samples are taken by one thread and read by any.
 */
final class Meter {

  private static final long MINUTE_NANOS = 60_000_000_000L;
  private static final long HOUR_NANOS = 60 * MINUTE_NANOS;
  private static final long DAY_NANOS = 24 * HOUR_NANOS;

  private final LongAdder sum = new LongAdder();
  private final LongAdder updates = new LongAdder();
  private final Samples minute;
  private final Samples hour;
  private final Samples day;

  /**
   * @param nanos when it began, on the clock for durations
   */
  Meter(long nanos) {
    minute = new Samples(nanos, MINUTE_NANOS);
    hour = new Samples(nanos, HOUR_NANOS);
    day = new Samples(nanos, DAY_NANOS);
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
    minute.add(nanos, sum.sum(), updates.sum());
  }

  /** Every 10 min. */
  synchronized void sampleHour(long nanos) {
    hour.add(nanos, sum.sum(), updates.sum());
  }

  /** Every hour. */
  synchronized void sampleDay(long nanos) {
    day.add(nanos, sum.sum(), updates.sum());
  }

  synchronized Window minute() {
    return minute.window();
  }

  synchronized Window hour() {
    return hour.window();
  }

  synchronized Window day() {
    return day.window();
  }

  /**
   * @param perSecond mean rate over the window
   * @param perUpdate mean of what was added at once
   */
  record Window(long sum, double perSecond, double perUpdate) {}
}
