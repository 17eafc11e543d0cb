/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.marquetry.itests.wire.LenientJson;

/** How the body of an answer is read. */
enum BodyFormat {
  NONE {
    @Override
    SortedMap<String, String> fields(byte[] body) {
      SortedMap<String, String> fields = new TreeMap<>();
      fields.put("length", Integer.toString(body.length));
      return fields;
    }
  },
  JSON {
    @Override
    SortedMap<String, String> fields(byte[] body) {
      return LenientJson.leaves(new String(body, StandardCharsets.UTF_8));
    }
  },
  /** {@code key=value} lines. */
  PROPERTIES {
    @Override
    SortedMap<String, String> fields(byte[] body) {
      SortedMap<String, String> fields = new TreeMap<>();
      new String(body, StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> {
                int equals = line.indexOf('=');
                fields.put(
                    equals < 0 ? line : line.substring(0, equals),
                    equals < 0 ? "" : line.substring(equals + 1));
              });
      return fields;
    }
  },
  /** Stored messages, one after the other. */
  MESSAGES {
    @Override
    SortedMap<String, String> fields(byte[] body) {
      SortedMap<String, String> fields = new TreeMap<>();
      List<MessageExt> messages = MessageDecoder.decodes(ByteBuffer.wrap(body), true);
      fields.put("count", Integer.toString(messages.size()));
      for (int i = 0; i < messages.size(); i++) {
        describe("[" + i + "].", messages.get(i), fields);
      }
      return fields;
    }
  };

  /** What to compare, by name. */
  abstract SortedMap<String, String> fields(byte[] body);

  private static void describe(
      String prefix, MessageExt message, SortedMap<String, String> fields) {
    fields.put(prefix + "topic", message.getTopic());
    fields.put(prefix + "queueId", Integer.toString(message.getQueueId()));
    fields.put(prefix + "queueOffset", Long.toString(message.getQueueOffset()));
    fields.put(prefix + "commitLogOffset", Long.toString(message.getCommitLogOffset()));
    fields.put(prefix + "storeSize", Integer.toString(message.getStoreSize()));
    fields.put(prefix + "flag", Integer.toString(message.getFlag()));
    fields.put(prefix + "sysFlag", Integer.toString(message.getSysFlag()));
    fields.put(prefix + "bodyCrc", Integer.toString(message.getBodyCRC()));
    fields.put(prefix + "reconsumeTimes", Integer.toString(message.getReconsumeTimes()));
    fields.put(
        prefix + "preparedTransactionOffset",
        Long.toString(message.getPreparedTransactionOffset()));
    fields.put(prefix + "bornHost", message.getBornHostString());
    fields.put(prefix + "bornTimestamp", Long.toString(message.getBornTimestamp()));
    fields.put(prefix + "storeHost", String.valueOf(message.getStoreHost()));
    fields.put(prefix + "body", new String(message.getBody(), StandardCharsets.UTF_8));
    message.getProperties().forEach((key, value) -> fields.put(prefix + "property." + key, value));
  }
}
