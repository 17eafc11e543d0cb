/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.RecordLayout;
import org.marquetry.message.SysFlag;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.system.Clock;

/** Makes the messages that a half message becomes. Stateless. */
final class HalfDrafts {

  /** Tag of the notes that half messages are settled. */
  private static final String SETTLED_TAG = "d";

  private HalfDrafts() {}

  /**
   * Of the message as its producer meant it. Refers to the record's bytes. It goes on saying {@link
   * PropertyNames#TRANSACTION_PREPARED}: by that consumers know that it has a transaction id.
   */
  static MessageDraft committed(MessageRecord half, int checks) {
    return draft(half, committedProperties(half, checks))
        .preparedTransactionPosition(half.position())
        .reconsumeTimes(half.reconsumeTimes())
        .sysFlag((half.sysFlag() & ~SysFlag.TRANSACTION_MASK) | SysFlag.TRANSACTION_COMMIT);
  }

  /** The properties of {@link #committed}, encoded. */
  static byte[] committedProperties(MessageRecord half, int checks) {
    Map<String, String> properties = PropertyBytes.decode(half.properties());
    properties.remove(PropertyNames.REAL_TOPIC);
    properties.remove(PropertyNames.REAL_QUEUE_ID);
    return withChecks(properties, checks);
  }

  /** Of the half message as it is, for those who look into what was given up. */
  static MessageDraft setAside(MessageRecord half, int checks) {
    return draft(half, withChecks(PropertyBytes.decode(half.properties()), checks))
        .reconsumeTimes(half.reconsumeTimes());
  }

  /** Of the half message, as if it had never been asked for. */
  static MessageDraft again(MessageRecord half) {
    Map<String, String> properties = PropertyBytes.decode(half.properties());
    properties.put(PropertyNames.TRANSACTION_CHECK_TIMES, "0");
    return draft(half, PropertyBytes.encode(properties));
  }

  /** Of a note that half messages are settled. The form is read by every version of RocketMQ. */
  static MessageDraft note(List<Long> offsets, Clock clock) {
    String body = offsets.stream().map(String::valueOf).collect(Collectors.joining(","));
    byte[] properties = PropertyBytes.encode(Map.of(PropertyNames.TAGS, SETTLED_TAG));
    return new MessageDraft()
        .bornTimestamp(clock.millis())
        .body(ByteBuffer.wrap(body.getBytes(UTF_8)))
        .properties(properties, 0, properties.length)
        .tagsCode(SETTLED_TAG.hashCode());
  }

  /** Encodes properties, with the number of questions where there is room for it. */
  static byte[] withChecks(Map<String, String> properties, int checks) {
    byte[] without = PropertyBytes.encode(properties);
    if (checks == 0) {
      return without;
    }
    properties.put(PropertyNames.TRANSACTION_CHECK_TIMES, Integer.toString(checks));
    byte[] with = PropertyBytes.encode(properties);
    return with.length > RecordLayout.MAX_PROPERTIES ? without : with;
  }

  /** The queue that the message is meant for. */
  static int queueId(Map<String, String> properties) {
    String text = properties.get(PropertyNames.REAL_QUEUE_ID);
    try {
      return text == null ? 0 : Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static MessageDraft draft(MessageRecord half, byte[] properties) {
    String tag = half.property(PropertyNames.TAGS);
    return new MessageDraft()
        .like(half)
        .properties(properties, 0, properties.length)
        .tagsCode(tag == null ? 0 : tag.hashCode());
  }
}
