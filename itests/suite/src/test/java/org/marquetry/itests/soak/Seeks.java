/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Random;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;

/** A reader that seeks to where it was before, again and again. */
final class Seeks implements Workload {

  private static final String TOPIC = "SoakSought";
  private static final int QUEUES = 2;

  private final Stage stage;
  private final Random random;
  private final Tally tally = new Tally("seeks", "read again");
  private final SeekingReader reader;
  private DefaultMQProducer producer;

  Seeks(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    this.reader = new SeekingReader(stage, TOPIC, new Random(random.nextLong()), tally);
  }

  @Override
  public String name() {
    return "seek";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakSeek");
    reader.start();
  }

  @Override
  public void step() throws InterruptedException {
    stage.post(name(), new Message(TOPIC, Bodies.any(random)), producer::send);
  }

  @Override
  public List<Group> groups() {
    return List.of(reader);
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
