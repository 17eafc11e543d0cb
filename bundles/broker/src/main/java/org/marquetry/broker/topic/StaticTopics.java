/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import com.google.gson.JsonObject;
import java.io.IOException;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;

/**
 * Static topics of RocketMQ, whose queues have offsets of their own across brokers. There are none
 * here: to serve one as an ordinary topic would give every consumer wrong offsets. Stateless.
 */
public final class StaticTopics {

  private StaticTopics() {}

  /**
   * Looks into the store of another broker.
   *
   * @param file {@code topicQueueMapping.json}
   * @throws IOException if there are static topics; the message names them and the remedy
   */
  public static void refuse(JsonFile file) throws IOException {
    JsonObject content = file.read();
    JsonObject topics =
        content == null ? null : JsonFields.object(content, "topicQueueMappingInfoMap");
    if (topics != null && !topics.keySet().isEmpty()) {
      throw new IOException(
          file.path()
              + " says that "
              + topics.keySet()
              + " are static topics, which this broker does not have: their consumers would go on"
              + " at wrong offsets. Delete these topics with RocketMQ first, or move the file away"
              + " to have them served as ordinary topics, offsets being those of their real"
              + " queues");
    }
  }
}
