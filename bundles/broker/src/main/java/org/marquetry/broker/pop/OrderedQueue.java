/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.util.Map;
import java.util.TreeMap;

/**
 * What has become of the messages of one queue that a group pops in order: one batch is handed out
 * at a time, and nothing more before each of it is acknowledged; what is not when its time is up is
 * handed out again, from the first message on. Pure and not thread-safe, as {@link PopQueue}.
 */
final class OrderedQueue {

  /** A message of the batch; times are in milliseconds since 1970. */
  private static final class Message {
    long popTime;
    long until;
    boolean acknowledged;
    int deliveries;
  }

  private final TreeMap<Long, Message> batch = new TreeMap<>();
  private String attempt;

  /**
   * Whether nothing may be handed out.
   *
   * @param asking attempt of who asks, {@code null} for none: who asks a second time, since the
   *     answer was lost, gets the batch once more
   */
  boolean blocked(String asking, long now) {
    if (asking != null && asking.equals(attempt)) {
      return false;
    }
    return batch.values().stream()
        .anyMatch(message -> !message.acknowledged && message.until > now);
  }

  /** When a batch that blocks will be handed out again, {@link Long#MAX_VALUE} for never. */
  long freeAt() {
    return batch.values().stream()
        .filter(message -> !message.acknowledged)
        .mapToLong(message -> message.until)
        .max()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * A batch is handed out.
   *
   * @param offsets queue offsets, ascending
   */
  void popped(String asking, long popTime, long until, long[] offsets) {
    Map<Long, Message> before = new TreeMap<>(batch);
    batch.clear();
    attempt = asking;
    for (long offset : offsets) {
      Message known = before.get(offset);
      Message message = new Message();
      message.popTime = popTime;
      message.until = until;
      message.deliveries = known == null ? 1 : known.deliveries + 1;
      batch.put(offset, message);
    }
  }

  /** Whether a batch is handed out and not yet acknowledged. */
  boolean pending() {
    return !batch.isEmpty();
  }

  /** How often a message of the batch was handed out before, 0 for one that is new. */
  int deliveriesBefore(long offset) {
    Message message = batch.get(offset);
    return message == null ? 0 : message.deliveries - 1;
  }

  /**
   * A message is acknowledged.
   *
   * @return the queue offset from which the group goes on, -1 where that stays as it was
   */
  long acknowledged(long offset, long popTime) {
    Message message = batch.get(offset);
    if (message == null || message.popTime != popTime || message.acknowledged) {
      return -1;
    }
    message.acknowledged = true;
    for (Map.Entry<Long, Message> entry : batch.entrySet()) {
      if (!entry.getValue().acknowledged) {
        return entry.getKey();
      }
    }
    long end = batch.lastKey() + 1;
    batch.clear();
    attempt = null;
    return end;
  }

  /**
   * A message is to be hidden for another time.
   *
   * @return {@code false} where the receipt is no longer the newest
   */
  boolean changed(long offset, long popTime, long newPopTime, long until) {
    Message message = batch.get(offset);
    if (message == null || message.popTime != popTime || message.acknowledged) {
      return false;
    }
    message.popTime = newPopTime;
    message.until = until;
    return true;
  }
}
