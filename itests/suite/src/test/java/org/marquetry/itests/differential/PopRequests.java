/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.Session.ext;

import java.util.LinkedHashMap;
import java.util.Map;

/** Headers of requests about popping. */
final class PopRequests {

  private PopRequests() {}

  /** A pop that does not wait, out of order. */
  static Map<String, String> pop(
      String group, String topic, int queue, int messages, int invisibleMillis) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("consumerGroup", group);
    header.put("topic", topic);
    header.put("queueId", Integer.toString(queue));
    header.put("maxMsgNums", Integer.toString(messages));
    header.put("invisibleTime", Integer.toString(invisibleMillis));
    header.put("pollTime", "0");
    header.put("bornTime", Long.toString(System.currentTimeMillis()));
    header.put("initMode", "0");
    header.put("order", "false");
    return header;
  }

  /**
   * About one message of queue 0, by its receipt.
   *
   * @param popped header of the answer to the pop
   * @param reviveQueue as the receipt says it
   */
  static Map<String, String> about(
      Session s,
      String group,
      String topic,
      Map<String, String> popped,
      String reviveQueue,
      long queueOffset) {
    String receipt =
        String.join(
            " ",
            "0",
            popped.get("popTime"),
            popped.get("invisibleTime"),
            reviveQueue,
            "0",
            s.node().brokerName(),
            "0",
            Long.toString(queueOffset));
    return ext(
        "consumerGroup",
        group,
        "topic",
        topic,
        "queueId",
        0,
        "extraInfo",
        receipt,
        "offset",
        queueOffset);
  }
}
