/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import java.util.LinkedHashMap;
import java.util.Map;

/** Headers of send requests. */
final class Sends {
  static final long BORN = 1_700_000_000_000L;

  private Sends() {}

  /** The short form of 310 and 320. */
  static Map<String, String> v2(String topic, int queueId, String properties) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("a", "DiffProducers");
    header.put("b", topic);
    header.put("c", "TBW102");
    header.put("d", "4");
    header.put("e", Integer.toString(queueId));
    header.put("f", "0");
    header.put("g", Long.toString(BORN));
    header.put("h", "77");
    header.put("i", properties);
    header.put("j", "0");
    header.put("k", "false");
    header.put("m", "false");
    return header;
  }

  /** The long form of 10. */
  static Map<String, String> v1(String topic, int queueId, String properties) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("producerGroup", "DiffProducers");
    header.put("topic", topic);
    header.put("defaultTopic", "TBW102");
    header.put("defaultTopicQueueNums", "4");
    header.put("queueId", Integer.toString(queueId));
    header.put("sysFlag", "0");
    header.put("bornTimestamp", Long.toString(BORN));
    header.put("flag", "77");
    header.put("properties", properties);
    header.put("reconsumeTimes", "0");
    header.put("unitMode", "false");
    header.put("batch", "false");
    return header;
  }

  /** A property string from name, value, name, value… */
  static String properties(String... namesAndValues) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      text.append(namesAndValues[i])
          .append('\u0001')
          .append(namesAndValues[i + 1])
          .append('\u0002');
    }
    return text.toString();
  }

  /** A client's message id; the same in both conversations. */
  static String uniqueKey(int n) {
    return String.format("7F00000100002A9F%016X", n);
  }
}
