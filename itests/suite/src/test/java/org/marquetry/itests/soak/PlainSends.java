/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;

/**
 * Messages, one at a time, by the two ways that are acknowledged; three groups get each, one of
 * them by asking.
 */
final class PlainSends implements Workload {

  private static final String TOPIC = "SoakPlain";
  private static final int QUEUES = 4;

  private final Stage stage;
  private final Random random;
  private final List<ConsumerGroup> groups;
  private DefaultMQProducer producer;

  PlainSends(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    this.groups =
        List.of(
            ConsumerGroup.ofAll(stage, "SoakPlainOne", TOPIC, 3, Deliveries.Places.ACKNOWLEDGED),
            ConsumerGroup.ofAll(stage, "SoakPlainTwo", TOPIC, 2, Deliveries.Places.ACKNOWLEDGED),
            ConsumerGroup.pulling(stage, "SoakPlainPullers", TOPIC, 2));
  }

  @Override
  public String name() {
    return "plain";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakPlain");
    for (ConsumerGroup group : groups) {
      group.join();
      group.join();
    }
  }

  @Override
  public void step() throws InterruptedException {
    Message message = new Message(TOPIC, Bodies.any(random));
    if (random.nextBoolean()) {
      stage.post(name(), message, producer::send);
    } else {
      stage.post(name(), message, this::sendAsynchronously);
    }
  }

  private SendResult sendAsynchronously(Message message) throws Exception {
    CompletableFuture<SendResult> answer = new CompletableFuture<>();
    producer.send(
        message,
        new SendCallback() {
          @Override
          public void onSuccess(SendResult result) {
            answer.complete(result);
          }

          @Override
          public void onException(Throwable e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.get();
  }

  @Override
  public List<Group> groups() {
    return List.copyOf(groups);
  }
}
