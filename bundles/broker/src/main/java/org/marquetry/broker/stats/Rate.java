/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.stats;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;

/**
 * The growth of a sum over the last 10 s, minute and 10 minutes, from samples taken every 10 s.
 * Thread-safe.
 */
final class Rate {

  private static final int[] WINDOWS = {1, 6, 60};

  /** Newest first. */
  private final Deque<long[]> samples = new ArrayDeque<>();

  Rate(long nanos) {
    samples.add(new long[] {nanos, 0});
  }

  synchronized void sample(long nanos, long sum) {
    samples.addFirst(new long[] {nanos, sum});
    if (samples.size() > WINDOWS[WINDOWS.length - 1] + 1) {
      samples.removeLast();
    }
  }

  /** Over each of the three windows. */
  synchronized double[] perSecond() {
    double[] rates = new double[WINDOWS.length];
    long[] newest = samples.getFirst();
    for (int i = 0; i < WINDOWS.length; i++) {
      long[] oldest = newest;
      Iterator<long[]> older = samples.iterator();
      for (int back = 0; back <= WINDOWS[i] && older.hasNext(); back++) {
        oldest = older.next();
      }
      double seconds = (newest[0] - oldest[0]) / 1e9;
      rates[i] = seconds <= 0 ? 0 : (newest[1] - oldest[1]) / seconds;
    }
    return rates;
  }

  /** The three rates of the sum of two. */
  String plus(Rate other) {
    double[] rates = perSecond();
    double[] others = other.perSecond();
    for (int i = 0; i < rates.length; i++) {
      rates[i] += others[i];
    }
    return text(rates);
  }

  private static String text(double[] rates) {
    return String.format(Locale.ROOT, "%.3f %.3f %.3f", rates[0], rates[1], rates[2]);
  }

  /** As RocketMQ's tools read it: three numbers with a blank between them. */
  @Override
  public String toString() {
    return text(perSecond());
  }
}
