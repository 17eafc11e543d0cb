/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.util.Map;

/**
 * What is to be known of transactions at the next start, beside the log itself.
 *
 * @param firstHalf offset of the first half message that is not decided, -1 where it is not known
 * @param firstConclusion offset of the first note that is needed, -1 where it is not known
 * @param settledPosition position of the log before which nothing was delivered that is not noted
 * @param checks by the offset of a half message: how often its producers were asked
 * @param setAside by offset: half messages that were asked for too often and may still be ended
 */
record TransactionState(
    long firstHalf,
    long firstConclusion,
    long settledPosition,
    Map<Long, Integer> checks,
    Map<Long, SetAside> setAside) {

  TransactionState {
    checks = Map.copyOf(checks);
    setAside = Map.copyOf(setAside);
  }

  /**
   * A half message that was given up.
   *
   * @param position in the log
   * @param checks how often its producers were asked
   */
  record SetAside(long position, int checks) {}

  static TransactionState none() {
    return new TransactionState(-1, -1, -1, Map.of(), Map.of());
  }
}
