/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Random;
import org.apache.rocketmq.client.producer.DefaultMQProducer;

/** Lines of numbered messages, each in one queue, popped in order; some fail at first. */
final class OrderedPops implements Workload {

  private static final String TOPIC = "SoakPoppedInOrder";
  private static final int QUEUES = 3;
  private static final int LINES = 9;

  private final Stage stage;
  private final LineSender sender;
  private final Tally tally = new Tally("in order", "failed at first", "in order again");
  private final OrderedPoppers poppers;
  private DefaultMQProducer producer;

  OrderedPops(Stage stage, Random random) {
    this.stage = stage;
    this.sender = new LineSender(stage, random, name(), TOPIC, QUEUES, LINES);
    this.poppers = new OrderedPoppers(stage, TOPIC, tally);
  }

  @Override
  public String name() {
    return "pop-order";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakPopOrder");
    poppers.start();
  }

  @Override
  public void step() throws InterruptedException {
    sender.send(producer);
  }

  @Override
  public List<Group> groups() {
    return List.of(poppers);
  }

  @Override
  public List<String> wrong() {
    return poppers.wrong();
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
