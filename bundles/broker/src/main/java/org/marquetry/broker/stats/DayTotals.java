/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.stats;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * What a sum was at the last two midnights, local time; 0 before the broker started. Thread-safe.
 */
final class DayTotals {

  private LocalDate today;
  private long todayMorning;
  private long yesterdayMorning;

  DayTotals(long millis) {
    today = dateOf(millis);
  }

  synchronized void sample(long millis, long sum) {
    LocalDate date = dateOf(millis);
    if (!date.isAfter(today)) {
      return;
    }
    yesterdayMorning = date.equals(today.plusDays(1)) ? todayMorning : sum;
    todayMorning = sum;
    today = date;
  }

  private static LocalDate dateOf(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneId.systemDefault());
  }

  synchronized long todayMorning() {
    return todayMorning;
  }

  synchronized long yesterdayMorning() {
    return yesterdayMorning;
  }
}
