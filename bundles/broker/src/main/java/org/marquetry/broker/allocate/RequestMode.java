/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import com.google.gson.JsonObject;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;

/**
 * How a group gets the messages of a topic; the names are the protocol's.
 *
 * @param mode {@link #PULL} or {@link #POP}
 * @param popShareQueueNum of how many other members each member pops the queues too; where it is
 *     below 1 all members pop all queues
 */
record RequestMode(String topic, String consumerGroup, String mode, int popShareQueueNum) {

  static final String PULL = "PULL";
  static final String POP = "POP";

  /** {@code null} where the object names no mode that there is. */
  static RequestMode read(JsonObject object) {
    String mode = JsonFields.textOr(object, "mode", "");
    return mode.equals(PULL) || mode.equals(POP)
        ? new RequestMode(
            JsonFields.textOr(object, "topic", ""),
            JsonFields.textOr(object, "consumerGroup", ""),
            mode,
            JsonFields.intOr(object, "popShareQueueNum", 0))
        : null;
  }

  void write(JsonText json) {
    json.object();
    json.name("consumerGroup").value(consumerGroup);
    json.name("mode").value(mode);
    json.name("popShareQueueNum").value(popShareQueueNum);
    json.name("topic").value(topic);
    json.end();
  }
}
