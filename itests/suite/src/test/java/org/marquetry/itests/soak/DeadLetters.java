/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyContext;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.marquetry.itests.node.Shell;

/**
 * Messages that fail until they are dead, and are consumed when an operator gives them to their
 * group once more.
 */
final class DeadLetters implements Workload {

  private static final String TOPIC = "SoakDying";
  private static final String GROUP = "SoakDyingReaders";
  private static final int QUEUES = 2;
  private static final int MOST_RETRIES = 1;

  /** One of so many steps. */
  private static final int RARELY = 60;

  private final Stage stage;
  private final Random random;
  private final ConsumerGroup group;
  private final Tally tally = new Tally("failed", "sent again", "consumed at last");
  private DefaultMQProducer producer;

  DeadLetters(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    Deliveries deliveries =
        stage.deliveries(GROUP, TOPIC, parcel -> true, Deliveries.Places.SENT_BACK);
    this.group =
        ConsumerGroup.pushed(
            stage,
            GROUP,
            TOPIC,
            2,
            (consumer, member) -> {
              consumer.setMaxReconsumeTimes(MOST_RETRIES);
              consumer.subscribe(TOPIC, "*");
              consumer.registerMessageListener(
                  (MessageListenerConcurrently)
                      (batch, context) -> consume(batch.get(0), context, member));
            },
            deliveries);
  }

  @Override
  public String name() {
    return "dead-letter";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakDying");
    group.join();
  }

  @Override
  public void step() throws InterruptedException {
    if (random.nextInt(RARELY) == 0) {
      sendAgain();
    } else if (random.nextInt(4) == 0) {
      stage.post(name(), new Message(TOPIC, Bodies.any(random)), producer::send);
    }
  }

  private ConsumeConcurrentlyStatus consume(
      MessageExt message, ConsumeConcurrentlyContext context, String member) {
    if (!isSentAgain(message)) {
      tally.count("failed");
      context.setDelayLevelWhenNextConsume(1);
      return ConsumeConcurrentlyStatus.RECONSUME_LATER;
    }
    tally.count("consumed at last");
    group.shared().came(message, member);
    return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
  }

  /** A dead letter that came back counts as new, though it comes by the retry topic. */
  private static boolean isSentAgain(MessageExt message) {
    return message.getReconsumeTimes() == 0
        && message.getProperty(MessageConst.PROPERTY_RETRY_TOPIC) != null;
  }

  private void sendAgain() throws InterruptedException {
    try {
      Shell.Answer answer = stage.node().shell().run("mq:dlq-resend --json " + GROUP);
      if (answer.status() == 0) {
        JsonObject said = JsonParser.parseString(answer.output()).getAsJsonObject();
        tally.count("sent again", said.get("sentAgain").getAsLong());
      } else if (!answer.output().contains("has no dead letters")) {
        tally.count("refused: " + answer.output().strip());
      }
    } catch (IOException e) {
      // The broker is away, or its answer did not arrive.
      Stage.refused();
    }
  }

  @Override
  public boolean finish() throws InterruptedException {
    sendAgain();
    return group.shared().missing().isEmpty();
  }

  @Override
  public List<Group> groups() {
    return List.of(group);
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
