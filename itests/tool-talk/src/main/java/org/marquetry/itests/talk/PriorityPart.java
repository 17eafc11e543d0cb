/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.Message;

/** Messages with a priority choose their queues by it. */
final class PriorityPart implements Part {

  private static final String TOPIC = "TalkPriority";

  private final Scene scene;

  PriorityPart(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void play(Facts facts) throws Exception {
    TopicConfig topic = new TopicConfig(TOPIC, 4, 4, 6);
    topic.getAttributes().put("+message.type", "PRIORITY");
    scene.admin().createAndUpdateTopicConfig(scene.broker(), topic);
    Scene.await(() -> !scene.admin().examineTopicRouteInfo(TOPIC).getQueueDatas().isEmpty());
    DefaultMQProducer producer = scene.producer("TalkPriorityProducers");
    for (int priority : new int[] {2, 0, 3, 9}) {
      Message message = new Message(TOPIC, "A", ("p" + priority).getBytes(UTF_8));
      message.setPriority(priority);
      facts.ask(
          "queue of " + priority, () -> producer.send(message).getMessageQueue().getQueueId());
    }
  }
}
