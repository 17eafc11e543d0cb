/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The batch of one queue that a group was handed out in order: there is no other one before each of
 * it is acknowledged, or its time is up; then it comes again, from the first open message on.
 * Immutable. Times are in milliseconds since 1970.
 *
 * @param attempt of who asked for it, {@code null} for none
 * @param popTime tells the newest receipts
 * @param offsets queue offsets, ascending, at most {@link Long#SIZE}
 * @param acknowledged of each message a bit, in the order of the offsets
 * @param until when the time is up of those that were hidden for another time, by queue offset
 * @param before how often messages were handed out before, by queue offset, where they were
 */
record OrderedBatch(
    String attempt,
    long popTime,
    long invisibleMillis,
    List<Long> offsets,
    long acknowledged,
    Map<Long, Long> until,
    Map<Long, Integer> before) {

  /** Nothing was handed out. */
  static final OrderedBatch NONE = new OrderedBatch(null, 0, 0, List.of(), 0, Map.of(), Map.of());

  OrderedBatch {
    offsets = List.copyOf(offsets);
    until = Map.copyOf(until);
    before = Map.copyOf(before);
  }

  /** The batch that is handed out after this one. Who asks a second time does not count anew. */
  OrderedBatch next(String asking, long now, long millis, List<Long> handedOut) {
    boolean same = asking != null && asking.equals(attempt);
    Map<Long, Integer> counts = new HashMap<>(same ? before : Map.of());
    if (!same) {
      for (long offset : handedOut) {
        if (offsets.contains(offset)) {
          counts.put(offset, before.getOrDefault(offset, 0) + 1);
        }
      }
    }
    return new OrderedBatch(asking, now, millis, handedOut, 0, Map.of(), counts);
  }

  /**
   * Whether nothing may be handed out.
   *
   * @param asking attempt of who asks, {@code null} for none: who asks a second time, since the
   *     answer was lost, gets the batch once more
   */
  boolean blocks(String asking, long now) {
    if (asking != null && asking.equals(attempt)) {
      return false;
    }
    for (int i = 0; i < offsets.size(); i++) {
      if (open(i) && until.getOrDefault(offsets.get(i), popTime + invisibleMillis) > now) {
        return true;
      }
    }
    return false;
  }

  private boolean open(int index) {
    return (acknowledged & 1L << index) == 0;
  }

  /** Whether nothing was handed out. */
  boolean none() {
    return offsets.isEmpty();
  }

  /** Whether a message is not acknowledged yet. */
  boolean pending() {
    return goesOn() >= 0 && goesOn() <= offsets.get(offsets.size() - 1);
  }

  /** From where on the group is to be given messages, -1 where nothing was handed out. */
  long goesOn() {
    for (int i = 0; i < offsets.size(); i++) {
      if (open(i)) {
        return offsets.get(i);
      }
    }
    return offsets.isEmpty() ? -1 : offsets.get(offsets.size() - 1) + 1;
  }

  /** How often a message of the batch was handed out before. */
  int before(long offset) {
    return before.getOrDefault(offset, 0);
  }

  /** Whether a receipt is of this batch. */
  boolean has(long offset, long receiptTime) {
    return receiptTime == popTime && offsets.contains(offset);
  }

  /** With a message acknowledged that the batch has. */
  OrderedBatch acknowledge(long offset) {
    return new OrderedBatch(
        attempt,
        popTime,
        invisibleMillis,
        offsets,
        acknowledged | 1L << offsets.indexOf(offset),
        until,
        before);
  }

  /** With a message hidden for another time that the batch has. */
  OrderedBatch hide(long offset, long newUntil) {
    Map<Long, Long> changed = new HashMap<>(until);
    changed.put(offset, newUntil);
    return new OrderedBatch(
        attempt, popTime, invisibleMillis, offsets, acknowledged, changed, before);
  }

  /** What is known of this batch and of what another source says of the same queue. */
  OrderedBatch merge(OrderedBatch other) {
    if (popTime != other.popTime) {
      return popTime > other.popTime ? this : other;
    }
    Map<Long, Long> latest = new HashMap<>(until);
    other.until.forEach((offset, time) -> latest.merge(offset, time, Math::max));
    return new OrderedBatch(
        attempt,
        popTime,
        invisibleMillis,
        offsets,
        acknowledged | other.acknowledged,
        latest,
        before);
  }
}
