/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;

/**
 * Cancelled messages that are about to be due: those that are due later have records in the queue
 * that will say so in time. Guarded by the lock under which messages are settled.
 */
final class Cancellations {

  private record Cancelled(long position, long entryMillis) {}

  /** By how much RocketMQ's times may differ from those that were asked for. */
  private static final long ROUNDING_MILLIS = 3_000;

  /** Cancellations that are remembered for those who have found the message before. */
  private static final int MOST_RECENT = 10_000;

  private final Set<Cancelled> cancelled = new HashSet<>();

  /** Positions of the messages that were cancelled last. */
  private final Set<Long> recent = new LinkedHashSet<>();

  /** Times by unique keys. */
  private final Map<String, Long> rounded = new HashMap<>();

  /** Notes that a message was cancelled just now. */
  void cancelledNow(long position) {
    recent.add(position);
    if (recent.size() > MOST_RECENT) {
      recent.remove(recent.iterator().next());
    }
  }

  /** Whether the message was cancelled a short time ago. */
  boolean cancelledLately(long position) {
    return recent.contains(position);
  }

  /**
   * @param position of the message
   * @param entryMillis the time in the message's queue entry
   */
  void add(long position, long entryMillis) {
    cancelled.add(new Cancelled(position, entryMillis));
  }

  /**
   * @param entryMillis the time in the message's queue entry, rounded as RocketMQ does
   */
  void addRounded(String uniqueKey, long entryMillis) {
    rounded.put(uniqueKey, entryMillis);
  }

  /**
   * @param entryMillis the time in the message's queue entry
   */
  boolean contains(MessageRecord message, long entryMillis) {
    if (cancelled.isEmpty() && rounded.isEmpty()) {
      return false;
    }
    Long near = rounded.isEmpty() ? null : rounded.get(message.property(PropertyNames.UNIQUE_KEY));
    return cancelled.contains(new Cancelled(message.position(), entryMillis))
        || (near != null && Math.abs(near - entryMillis) <= ROUNDING_MILLIS);
  }

  /** Messages with entry times up to this one are settled. */
  void settled(long millis) {
    cancelled.removeIf(each -> each.entryMillis() <= millis);
    rounded.values().removeIf(each -> each + ROUNDING_MILLIS <= millis);
  }
}
