/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.talk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;

/** Messages go into light queues, which are then read. */
final class LightPart implements Part {

  private static final String TOPIC = "TalkLight";
  private static final String A = "%LMQ%TalkA";
  private static final String B = "%LMQ%TalkB";

  private final Scene scene;

  LightPart(Scene scene) {
    this.scene = scene;
  }

  @Override
  public void play(Facts facts) throws Exception {
    scene.topic(TOPIC, 1);
    DefaultMQProducer producer = scene.producer("TalkLightProducers");
    send(producer, "m0", A + "," + B);
    send(producer, "m1", B);
    send(producer, "m2", A);
    DefaultMQPullConsumer consumer = scene.puller("TalkLightGroup");
    // A light queue has no route: the client knows its broker from its messages' topic.
    consumer.pull(scene.queue(TOPIC, 0), "*", 0, 1);
    Scene.await(() -> max(A) == 2);
    for (String light : List.of(A, B, TOPIC)) {
      facts.ask("end of " + light, () -> max(light));
      facts.ask(
          "messages of " + light,
          () ->
              consumer.pull(scene.queue(light, 0), "*", 0, 32).getMsgFoundList().stream()
                  .map(LightPart::text)
                  .toList());
      facts.ask(
          "at the end of " + light,
          () -> consumer.pull(scene.queue(light, 0), "*", max(light), 32).getPullStatus());
    }
    facts.ask(
        "nothing", () -> consumer.pull(scene.queue("%LMQ%None", 0), "*", 0, 32).getPullStatus());
    facts.ask("another queue", () -> consumer.pull(scene.queue(A, 1), "*", 0, 32).getPullStatus());
  }

  private static void send(DefaultMQProducer producer, String body, String lights)
      throws Exception {
    Message message = new Message(TOPIC, "A", body.getBytes(UTF_8));
    MessageAccessor.putProperty(message, MessageConst.PROPERTY_INNER_MULTI_DISPATCH, lights);
    producer.send(message);
  }

  private long max(String topic) throws Exception {
    return scene
        .admin()
        .getDefaultMQAdminExtImpl()
        .getMqClientInstance()
        .getMQClientAPIImpl()
        .getMaxOffset(scene.broker(), scene.queue(topic, 0), 5_000);
  }

  private static String text(MessageExt message) {
    return message.getTopic()
        + " "
        + message.getQueueOffset()
        + " "
        + new String(message.getBody(), UTF_8)
        + " "
        + message.getProperty(MessageConst.PROPERTY_INNER_MULTI_QUEUE_OFFSET);
  }
}
