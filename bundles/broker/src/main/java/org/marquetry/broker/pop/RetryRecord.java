/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.RecordLayout;

/** Messages of retry topics as consumers get them: with their first topic and a receipt. */
final class RetryRecord {

  private RetryRecord() {}

  /** A copy of a record that carries another topic and a receipt among its properties. */
  static ByteBuffer of(MessageRecord record, String topic, Receipt receipt) {
    Map<String, String> properties = PropertyBytes.decode(record.properties());
    properties.put(PropertyNames.POP_CHECKPOINT, receipt.text());
    byte[] encoded = PropertyBytes.encode(properties);
    byte[] topicBytes = topic.getBytes(UTF_8);
    boolean wide = topicBytes.length > RecordLayout.MAX_TOPIC_V1;
    int bodyEnd = record.bodyAt() + record.bodyLength() - record.start();
    int size =
        bodyEnd + (wide ? Short.BYTES : 1) + topicBytes.length + Short.BYTES + encoded.length;
    ByteBuffer copy = ByteBuffer.allocate(size);
    copy.put(0, record.bytes(), record.start(), bodyEnd);
    copy.putInt(RecordLayout.TOTAL_SIZE, size);
    copy.putInt(RecordLayout.MAGIC, wide ? RecordLayout.MAGIC_V2 : RecordLayout.MAGIC_V1);
    copy.position(bodyEnd);
    if (wide) {
      copy.putShort((short) topicBytes.length);
    } else {
      copy.put((byte) topicBytes.length);
    }
    copy.put(topicBytes).putShort((short) encoded.length).put(encoded);
    return copy.flip();
  }
}
