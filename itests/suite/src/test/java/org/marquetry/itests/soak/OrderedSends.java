/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Lines of numbered messages, each in one queue, consumed in order; nobody reads a queue together
 * with another.
 */
final class OrderedSends implements Workload {

  private static final String TOPIC = "SoakOrdered";
  private static final int QUEUES = 4;
  private static final int LINES = 10;

  /** One of so many messages is refused by the listener when it comes first. */
  private static final int REFUSED = 40;

  private final Stage stage;
  private final ConsumerGroup group;
  private final LineSender sender;
  private final Lines lines = new Lines();
  private final Tally tally = new Tally("in order", "refused at first");
  private final Map<Integer, AtomicInteger> inside = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private DefaultMQProducer producer;

  OrderedSends(Stage stage, Random random) {
    this.stage = stage;
    this.sender = new LineSender(stage, random, name(), TOPIC, QUEUES, LINES);
    Deliveries deliveries =
        stage.deliveries(
            "SoakOrderedReaders", TOPIC, parcel -> true, Deliveries.Places.ACKNOWLEDGED);
    this.group =
        ConsumerGroup.pushed(
            stage,
            "SoakOrderedReaders",
            TOPIC,
            3,
            (consumer, member) -> {
              consumer.subscribe(TOPIC, "*");
              consumer.setSuspendCurrentQueueTimeMillis(20);
              consumer.registerMessageListener(
                  (MessageListenerOrderly)
                      (batch, context) ->
                          alone(
                              context.getMessageQueue().getQueueId(),
                              member,
                              () -> consume(batch.get(0), member)));
            },
            deliveries);
  }

  @Override
  public String name() {
    return "order";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakOrder");
    group.join();
    group.join();
  }

  @Override
  public void step() throws InterruptedException {
    sender.send(producer);
  }

  private interface Consumption {
    ConsumeOrderlyStatus consume();
  }

  private ConsumeOrderlyStatus alone(int queue, String member, Consumption consumption) {
    AtomicInteger readers = inside.computeIfAbsent(queue, q -> new AtomicInteger());
    if (readers.incrementAndGet() != 1) {
      stage.journal().fault(member + " reads queue " + queue + " of " + TOPIC + " with another");
    }
    try {
      return consumption.consume();
    } finally {
      readers.decrementAndGet();
    }
  }

  private ConsumeOrderlyStatus consume(MessageExt message, String member) {
    if (Math.floorMod(message.getKeys().hashCode(), REFUSED) == 0
        && refused.add(message.getKeys())) {
      tally.count("refused at first");
      return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
    }
    if (group.shared().came(message, member) != null) {
      lines.came(message);
      tally.count("in order");
    }
    return ConsumeOrderlyStatus.SUCCESS;
  }

  @Override
  public List<Group> groups() {
    return List.of(group);
  }

  @Override
  public List<String> wrong() {
    return lines.wrong();
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
