/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** Reads a light queue from its beginning, each message once. Not thread-safe. */
final class LightReader {

  private static final int AT_ONCE = 32;

  private final Stage stage;
  private final String name;
  private final Deliveries deliveries;
  private long next;
  private long lastInTopic = -1;

  LightReader(Stage stage, String topic, String name) {
    this.stage = stage;
    this.name = name;
    this.deliveries =
        stage.deliveries(
            name,
            topic,
            parcel ->
                List.of(
                        parcel
                            .properties()
                            .get(MessageConst.PROPERTY_INNER_MULTI_DISPATCH)
                            .split(",", -1))
                    .contains(name),
            Deliveries.Places.ONE);
  }

  String name() {
    return name;
  }

  Deliveries deliveries() {
    return deliveries;
  }

  /**
   * Reads what is there now.
   *
   * @return how many messages
   */
  int read(DefaultMQPullConsumer consumer) throws Exception {
    MessageQueue queue = new MessageQueue(name, stage.node().brokerName(), 0);
    PullResult result = consumer.pull(queue, "*", next, AT_ONCE);
    return result.getPullStatus() == PullStatus.FOUND ? found(result) : 0;
  }

  private int found(PullResult result) {
    List<MessageExt> messages = result.getMsgFoundList();
    if (result.getNextBeginOffset() != next + messages.size()) {
      stage
          .journal()
          .fault(name + " has gaps behind " + next + ": " + result + " with " + messages.size());
    }
    next = result.getNextBeginOffset();
    for (MessageExt message : messages) {
      Parcel parcel = deliveries.came(message, name);
      Parcel.Place place = parcel == null ? null : parcel.place();
      if (place != null) {
        if (place.queueOffset() <= lastInTopic) {
          stage.journal().fault(name + " got after what lies at " + lastInTopic + " " + parcel);
        }
        lastInTopic = place.queueOffset();
      }
    }
    return messages.size();
  }
}
