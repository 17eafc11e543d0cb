/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.RecordLayout;

/** Encodes half messages for their producers: as records of the topic they are meant for. */
final class CheckMessages {

  private CheckMessages() {}

  /**
   * @param checks how often the producers were asked, this time included
   */
  static byte[] encode(MessageRecord half, int checks) {
    Map<String, String> properties = PropertyBytes.decode(half.properties());
    byte[] encoded = HalfDrafts.withChecks(properties, checks);
    byte[] topic = properties.getOrDefault(PropertyNames.REAL_TOPIC, "").getBytes(UTF_8);
    int head = half.bodyAt() + half.bodyLength() - half.start();
    ByteBuffer record = ByteBuffer.allocate(head + 1 + topic.length + Short.BYTES + encoded.length);
    record.put(half.bytes().slice(half.start(), head));
    record.put((byte) topic.length).put(topic).putShort((short) encoded.length).put(encoded);
    record
        .putInt(RecordLayout.TOTAL_SIZE, record.capacity())
        .putInt(RecordLayout.MAGIC, RecordLayout.MAGIC_V1)
        .putInt(RecordLayout.QUEUE_ID, HalfDrafts.queueId(properties));
    return record.array();
  }
}
