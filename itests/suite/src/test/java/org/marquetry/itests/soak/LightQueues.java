/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageConst;

/**
 * Messages that go into light queues too: each of these gets what names it, without gaps and in the
 * order of the topic's queue, and a group gets all.
 */
final class LightQueues implements Workload {

  private static final String TOPIC = "SoakLight";
  private static final int LIGHT_QUEUES = 12;
  private static final int MOST_NAMES = 4;

  private final Stage stage;
  private final Random random;
  private final ConsumerGroup all;
  private final LightReaders readers;
  private final Tally tally = new Tally("read in light queues");
  private DefaultMQProducer producer;

  LightQueues(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    this.all =
        ConsumerGroup.ofAll(stage, "SoakLightParents", TOPIC, 2, Deliveries.Places.ACKNOWLEDGED);
    this.readers =
        new LightReaders(
            stage,
            TOPIC,
            IntStream.range(0, LIGHT_QUEUES).mapToObj(i -> "%LMQ%soak-" + i).toList(),
            tally);
  }

  @Override
  public String name() {
    return "light";
  }

  @Override
  public void open() throws Exception {
    // One queue: its order is the order in each light queue.
    stage.createTopic(TOPIC, 1);
    producer = stage.producer("SoakLight");
    all.join();
    readers.start();
  }

  @Override
  public void step() throws InterruptedException {
    List<String> names = new ArrayList<>(readers.names());
    Collections.shuffle(names, random);
    Message message = new Message(TOPIC, Bodies.any(random));
    MessageAccessor.putProperty(
        message,
        MessageConst.PROPERTY_INNER_MULTI_DISPATCH,
        String.join(",", names.subList(0, 1 + random.nextInt(MOST_NAMES))));
    stage.post(name(), message, producer::send);
  }

  @Override
  public List<Group> groups() {
    return List.of(all, readers);
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
