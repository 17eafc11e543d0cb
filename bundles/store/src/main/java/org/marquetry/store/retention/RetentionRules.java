/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.retention;

import java.util.Set;

/**
 * How long messages are kept. Names in brackets are RocketMQ's keys.
 *
 * @param keepMillis age from which on messages may be dropped [fileReservedTime]
 * @param hours local hours of the day, 0 to 23, in which they are [deleteWhen]
 * @param cleanRatio used share of the device, 0 to 1, from which on they are dropped at any hour
 *     [diskMaxUsedSpaceRatio]
 * @param forceRatio used share of the device from which on the oldest messages are dropped even if
 *     they are younger [diskSpaceCleanForciblyRatio]
 * @param force whether they are then [cleanFileForciblyEnable]
 */
public record RetentionRules(
    long keepMillis, Set<Integer> hours, double cleanRatio, double forceRatio, boolean force) {

  /**
   * @throws IllegalArgumentException if messages would not be kept at all
   */
  public RetentionRules {
    if (keepMillis <= 0) {
      throw new IllegalArgumentException("messages kept for " + keepMillis + " ms");
    }
    hours = Set.copyOf(hours);
  }
}
