/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.kernel.MessageDraft;

/**
 * A record of the timer's topic that cancels another one, as RocketMQ has them: it names the other
 * one's unique key and is due at the same time. Stateless.
 */
final class Cancellation {

  /**
   * The time in the queue entry of the cancelled message: its delivery time, unless it waits for
   * longer than the roll window. RocketMQ has no such property.
   */
  static final String ENTRY_TIME = "TIMER_DEL_ENTRY_MS";

  /**
   * The position of the cancelled message: after a change of its time others may have its unique
   * key and the same delivery time. RocketMQ has no such property.
   */
  static final String POSITION = "TIMER_DEL_POSITION";

  /** A record must have one. */
  private static final byte[] BODY = {'0'};

  private Cancellation() {}

  /** Unique key of the cancelled message; some brokers put {@code topic+} before it. */
  static String keyOf(MessageRecord cancellation) {
    String key = cancellation.property(PropertyNames.TIMER_DELETE_KEY);
    return key.substring(key.lastIndexOf('+') + 1);
  }

  /** Position of the cancelled message, -1 where the record does not say exactly which it is. */
  static long positionOf(MessageRecord cancellation) {
    return TimerRecord.number(cancellation, POSITION, -1);
  }

  /**
   * A record that cancels a message.
   *
   * @param out delivery time in the message's record, {@code null} where that is not known
   */
  static MessageDraft draft(ParkedMessage message, String out, long nowMillis) {
    Map<String, String> properties = new LinkedHashMap<>();
    String entryTime = Long.toString(message.code());
    properties.put(PropertyNames.TIMER_OUT_MS, out == null ? entryTime : out);
    properties.put(ENTRY_TIME, entryTime);
    properties.put(PropertyNames.TIMER_DELETE_KEY, message.uniqueKey());
    properties.put(POSITION, Long.toString(message.position()));
    // Whoever finds the message by a key has to find this too.
    properties.put(PropertyNames.KEYS, (message.uniqueKey() + ' ' + message.keys()).strip());
    properties.put(PropertyNames.REAL_TOPIC, message.topic());
    properties.put(PropertyNames.REAL_QUEUE_ID, Integer.toString(message.queueId()));
    byte[] encoded = PropertyBytes.encode(properties);
    return new MessageDraft()
        .bornTimestamp(nowMillis)
        .body(ByteBuffer.wrap(BODY))
        .properties(encoded, 0, encoded.length)
        .tagsCode(EntryCodes.cancellation(message.code()));
  }
}
