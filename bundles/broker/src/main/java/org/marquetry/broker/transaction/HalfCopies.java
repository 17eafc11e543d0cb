/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What RocketMQ leaves among the half messages: it stores one anew with every question, and while
 * its producers are not to be asked. Only the last counts; without this the transaction would end
 * once for each. Not thread-safe.
 */
final class HalfCopies {

  private final HalfStates states;

  /** By the offset of a half message that nobody was to be asked for: its last copy. */
  private final Map<Long, Half> lastOf = new HashMap<>();

  /** Offsets of undecided half messages that stand again further behind. */
  private final List<Long> outdated = new ArrayList<>();

  private HalfCopies(HalfStates states) {
    this.states = states;
  }

  /**
   * Finds the copies among the undecided half messages.
   *
   * @throws IOException if the log cannot be read
   */
  static HalfCopies of(TransactionLog log, HalfStates states) throws IOException {
    HalfCopies copies = new HalfCopies(states);
    Map<String, Half> byKey = new HashMap<>();
    long end = log.endHalf();
    for (long at = states.first(); at < end; at = states.undecidedFrom(at + 1)) {
      Half half = log.half(at);
      if (half != null) {
        copies.add(half, byKey);
      }
    }
    return copies;
  }

  private void add(Half half, Map<String, Half> byKey) {
    if (half.firstOffset() >= 0) {
      Half before = lastOf.put(half.firstOffset(), half);
      outdate(before == null ? half.firstOffset() : before.offset());
    } else if (half.key() != null) {
      Half before = byKey.put(half.group() + '/' + half.key(), half);
      // What a producer has sent twice was asked for equally often: never.
      if (before != null && before.checksBefore() < half.checksBefore()) {
        outdate(before.offset());
      }
    }
  }

  private void outdate(long offset) {
    if (!states.decided(offset)) {
      outdated.add(offset);
    }
  }

  List<Long> outdated() {
    return outdated;
  }

  /** Offsets of the half messages that have a copy which counts instead. */
  Iterable<Long> firsts() {
    return lastOf.keySet();
  }

  /** Offset of the half message that counts for this one: mostly itself. */
  long lastOf(long offset) {
    Half last = lastOf.get(offset);
    return last == null ? offset : last.offset();
  }

  boolean none() {
    return lastOf.isEmpty();
  }
}
