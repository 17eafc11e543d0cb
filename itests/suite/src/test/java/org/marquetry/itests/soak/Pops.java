/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.awaitility.Awaitility;

/** More members than queues pop their messages; some fail at first, and come again. */
final class Pops implements Workload {

  private static final String TOPIC = "SoakPopped";
  private static final String GROUP = "SoakPoppers";
  private static final int QUEUES = 2;
  private static final int MEMBERS = 4;
  private static final int INVISIBLE_MILLIS = 15_000;
  private static final int SET_REQUEST_MODE = 401;

  /** One of so many messages fails when it comes first. */
  private static final int FAILING = 25;

  private final Stage stage;
  private final Random random;
  private final ConsumerGroup group;
  private final Tally tally = new Tally("popped", "popped again", "failed at first");
  private DefaultMQProducer producer;

  Pops(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    Deliveries deliveries =
        stage.deliveries(GROUP, TOPIC, parcel -> true, Deliveries.Places.SENT_BACK);
    this.group =
        ConsumerGroup.pushed(
            stage,
            GROUP,
            TOPIC,
            MEMBERS + 2,
            (consumer, member) -> {
              consumer.setClientRebalance(false);
              consumer.setPopInvisibleTime(INVISIBLE_MILLIS);
              consumer.subscribe(TOPIC, "*");
              consumer.registerMessageListener(
                  (MessageListenerConcurrently) (batch, context) -> consume(batch.get(0), member));
            },
            deliveries);
  }

  @Override
  public String name() {
    return "pop";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakPop");
    Awaitility.await("pop instead of pull")
        .atMost(Duration.ofSeconds(30))
        .until(this::popInsteadOfPull);
    for (int member = 0; member < MEMBERS; member++) {
      group.join();
    }
  }

  private boolean popInsteadOfPull() throws IOException {
    String mode =
        "{\"consumerGroup\":\""
            + GROUP
            + "\",\"mode\":\"POP\",\"popShareQueueNum\":0,\"topic\":\""
            + TOPIC
            + "\"}";
    return stage.ask(SET_REQUEST_MODE, mode.getBytes(StandardCharsets.UTF_8)).getCode() == 0;
  }

  @Override
  public void step() throws InterruptedException {
    stage.post(name(), new Message(TOPIC, Bodies.any(random)), producer::send);
  }

  private ConsumeConcurrentlyStatus consume(MessageExt message, String member) {
    if (message.getReconsumeTimes() == 0
        && Math.floorMod(String.valueOf(message.getKeys()).hashCode(), FAILING) == 0) {
      tally.count("failed at first");
      return ConsumeConcurrentlyStatus.RECONSUME_LATER;
    }
    group.shared().came(message, member);
    tally.count(message.getReconsumeTimes() == 0 ? "popped" : "popped again");
    return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
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
