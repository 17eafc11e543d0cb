/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.awaitility.Awaitility;

/** Creates topics the way the admin tool does. */
public final class Topics {
  private static final int UPDATE_AND_CREATE_TOPIC = 17;
  private static final int GET_ROUTE = 105;

  private Topics() {}

  /** Creates a topic on a broker and returns once the name server knows its route. */
  public static void create(String nameServer, String broker, String topic, int queues)
      throws IOException {
    try (Wire wire = Wire.to(broker)) {
      RemotingCommand answer =
          wire.call(
              UPDATE_AND_CREATE_TOPIC,
              Map.of(
                  "topic", topic,
                  "defaultTopic", "TBW102",
                  "readQueueNums", Integer.toString(queues),
                  "writeQueueNums", Integer.toString(queues),
                  "perm", "6",
                  "topicFilterType", "SINGLE_TAG",
                  "topicSysFlag", "0",
                  "order", "false"));
      if (answer.getCode() != 0) {
        throw new IOException("topic " + topic + " not created: " + answer);
      }
    }
    try (Wire wire = Wire.to(nameServer)) {
      Awaitility.await("route of " + topic)
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> wire.call(GET_ROUTE, Map.of("topic", topic)).getCode() == 0);
    }
  }
}
