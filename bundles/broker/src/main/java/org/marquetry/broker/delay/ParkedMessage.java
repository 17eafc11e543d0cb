/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;

/**
 * What is known of a message that waits or has waited.
 *
 * @param level delay level; 0 for a delivery time of its own
 * @param position in the log where it waits
 * @param queueOffset in the queue where it waits
 * @param code of its queue entry
 */
record ParkedMessage(
    State state,
    int level,
    String topic,
    int queueId,
    String uniqueKey,
    String keys,
    long dueMillis,
    long storeMillis,
    long position,
    long queueOffset,
    long code) {

  /** What became of it. */
  enum State {
    WAITING,
    CANCELLED,
    DELIVERED
  }

  static ParkedMessage of(State state, int level, MessageRecord record, long dueMillis, long code) {
    return new ParkedMessage(
        state,
        level,
        text(record, PropertyNames.REAL_TOPIC),
        DueMessages.queueId(record),
        text(record, PropertyNames.UNIQUE_KEY),
        text(record, PropertyNames.KEYS),
        dueMillis,
        record.storeTimestamp(),
        record.position(),
        record.queueOffset(),
        code);
  }

  private static String text(MessageRecord record, String property) {
    String text = record.property(property);
    return text == null ? "" : text;
  }

  boolean waits() {
    return state == State.WAITING;
  }
}
