/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The delays that a message's level stands for. Immutable. */
public final class DelayLevels {

  /** RocketMQ's eighteen. */
  public static final String DEFAULT = "1s 5s 10s 30s 1m 2m 3m 4m 5m 6m 7m 8m 9m 10m 20m 30m 1h 2h";

  private final String text;
  private final long[] millis;

  private DelayLevels(String text, long[] millis) {
    this.text = text;
    this.millis = millis;
  }

  /**
   * @param text numbers with the unit s, m, h or d, separated by blanks
   * @throws IllegalArgumentException where it is anything else
   */
  public static DelayLevels parse(String text) {
    List<String> parts = Arrays.stream(text.trim().split("\\s+")).toList();
    return new DelayLevels(
        String.join(" ", parts), parts.stream().mapToLong(DelayLevels::millis).toArray());
  }

  private static long millis(String part) {
    String lower = part.toLowerCase(Locale.ROOT);
    if (!lower.matches("[0-9]{1,9}[smhd]")) {
      throw new IllegalArgumentException(part);
    }
    long number = Long.parseLong(lower.substring(0, lower.length() - 1));
    return switch (lower.charAt(lower.length() - 1)) {
      case 's' -> TimeUnit.SECONDS.toMillis(number);
      case 'm' -> TimeUnit.MINUTES.toMillis(number);
      case 'h' -> TimeUnit.HOURS.toMillis(number);
      default -> TimeUnit.DAYS.toMillis(number);
    };
  }

  /** The highest level; the lowest is 1. */
  public int max() {
    return millis.length;
  }

  /**
   * @param level at least 1; above {@link #max()} it counts as that
   */
  public long millis(int level) {
    return millis[Math.min(level, millis.length) - 1];
  }

  @Override
  public String toString() {
    return text;
  }
}
