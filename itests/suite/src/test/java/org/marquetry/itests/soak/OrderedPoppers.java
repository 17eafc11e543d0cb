/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Members that pop in order, as a proxy does: the client's push consumer never asks for that. They
 * come and go between two batches.
 */
final class OrderedPoppers implements Group {

  private static final String GROUP = "SoakPoppersInOrder";
  private static final int MEMBERS = 2;

  private final Stage stage;
  private final String topic;
  private final Tally tally;
  private final Lines lines = new Lines();
  private final Deliveries deliveries;
  private final List<OrderedPopper> members = new CopyOnWriteArrayList<>();
  private int number;

  OrderedPoppers(Stage stage, String topic, Tally tally) {
    this.stage = stage;
    this.topic = topic;
    this.tally = tally;
    this.deliveries =
        stage.deliveries(GROUP, topic, parcel -> true, Deliveries.Places.ACKNOWLEDGED);
  }

  void start() throws Exception {
    for (int i = 0; i < MEMBERS; i++) {
      members.add(another());
    }
  }

  private OrderedPopper another() throws Exception {
    String name = GROUP + "-" + number++;
    OrderedPopper popper =
        new OrderedPopper(
            stage, stage.clients().producer(name), GROUP, topic, name, deliveries, lines, tally);
    popper.start();
    return popper;
  }

  @Override
  public String name() {
    return GROUP;
  }

  @Override
  public void change(Random random) throws Exception {
    members.set(random.nextInt(members.size()), another()).stop();
  }

  /** All that came until now is committed. */
  @Override
  public Settling settling() {
    Map<Integer, Long> came = deliveries.last();
    return () -> {
      for (Map.Entry<Integer, Long> each : came.entrySet()) {
        long committed = stage.committed(GROUP, topic, each.getKey());
        if (committed <= each.getValue()) {
          return GROUP + " has committed " + committed + ", and got " + each;
        }
      }
      return "";
    };
  }

  @Override
  public List<Deliveries> deliveries() {
    return List.of(deliveries);
  }

  List<String> wrong() {
    return lines.wrong();
  }
}
