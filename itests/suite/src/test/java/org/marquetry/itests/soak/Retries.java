/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyContext;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.marquetry.itests.process.Queues;

/**
 * Messages that fail so many times: they come again as often, and those that always fail end in the
 * dead letter queue. While nothing is disturbed, each attempt is made once and a message dies once;
 * a consumer that does not know whether its message was taken back makes it twice.
 */
final class Retries implements Workload {

  private static final String TOPIC = "SoakRetried";
  private static final String GROUP = "SoakRetriedReaders";
  private static final int QUEUES = 2;
  private static final int MOST_RETRIES = 2;
  private static final int ALWAYS = 1_000;
  private static final String FAILS = "fails";

  private final Stage stage;
  private final Random random;
  private final ConsumerGroup group;
  private final Map<String, List<Attempt>> attempts = new ConcurrentHashMap<>();
  private final Tally tally = new Tally("tried again", "dead letters");
  private DefaultMQProducer producer;
  private DefaultMQPullConsumer reader;

  private record Attempt(long nanos, int retries) {}

  Retries(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    Deliveries deliveries =
        stage.deliveries(
            GROUP, TOPIC, parcel -> fails(parcel) <= MOST_RETRIES, Deliveries.Places.SENT_BACK);
    this.group =
        ConsumerGroup.pushed(
            stage,
            GROUP,
            TOPIC,
            3,
            (consumer, member) -> {
              consumer.setMaxReconsumeTimes(MOST_RETRIES);
              consumer.subscribe(TOPIC, "*");
              consumer.registerMessageListener(
                  (MessageListenerConcurrently)
                      (batch, context) -> consume(batch.get(0), context, member));
            },
            deliveries);
  }

  private static int fails(Parcel parcel) {
    return Integer.parseInt(parcel.properties().get(FAILS));
  }

  @Override
  public String name() {
    return "retry";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakRetry");
    reader = stage.clients().pullConsumer("SoakDeadLetterReaders");
    group.join();
    group.join();
  }

  @Override
  public void step() throws InterruptedException {
    Message message = new Message(TOPIC, Bodies.any(random));
    int fails = random.nextInt(3) == 0 ? 1 + random.nextInt(MOST_RETRIES + 1) : 0;
    if (fails > MOST_RETRIES) {
      // A consumer counts on by itself where the broker does not take a message back.
      fails = ALWAYS;
    }
    message.putUserProperty(FAILS, Integer.toString(fails));
    stage.post(name(), message, producer::send);
  }

  private ConsumeConcurrentlyStatus consume(
      MessageExt message, ConsumeConcurrentlyContext context, String member) {
    int retries = message.getReconsumeTimes();
    attempts
        .computeIfAbsent(
            String.valueOf(message.getKeys()),
            id -> Collections.synchronizedList(new ArrayList<>()))
        .add(new Attempt(System.nanoTime(), retries));
    if (retries < Integer.parseInt(message.getUserProperty(FAILS))) {
      tally.count("tried again");
      context.setDelayLevelWhenNextConsume(1);
      return ConsumeConcurrentlyStatus.RECONSUME_LATER;
    }
    group.shared().came(message, member);
    return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
  }

  @Override
  public List<Group> groups() {
    return List.of(group);
  }

  private List<Parcel> hopeless() {
    return stage.journal().ofTopic(TOPIC).stream()
        .filter(parcel -> parcel.fate() == Parcel.Fate.OWED && fails(parcel) > MOST_RETRIES)
        .toList();
  }

  private Map<String, List<MessageExt>> deadLetters() {
    try {
      MessageQueue queue = new MessageQueue("%DLQ%" + GROUP, stage.node().brokerName(), 0);
      return Queues.readWhole(reader, queue).stream()
          .collect(Collectors.groupingBy(MessageExt::getKeys));
    } catch (Exception e) {
      stage.journal().fault("the dead letters cannot be read: " + e);
      return Map.of();
    }
  }

  @Override
  public List<String> awaited() {
    List<Parcel> hopeless = hopeless();
    if (hopeless.isEmpty()) {
      return List.of();
    }
    Map<String, List<MessageExt>> letters = deadLetters();
    return hopeless.stream()
        .filter(parcel -> !letters.containsKey(parcel.id()))
        .map(parcel -> "no dead letter: " + parcel + tries(parcel))
        .toList();
  }

  private String tries(Parcel parcel) {
    return attempts.getOrDefault(parcel.id(), List.of()).stream()
        .map(each -> each.retries() + " " + stage.disturbances().time(each.nanos()))
        .collect(Collectors.joining(", ", ", tries ", ""));
  }

  @Override
  public List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    Map<String, List<MessageExt>> letters = hopeless().isEmpty() ? Map.of() : deadLetters();
    for (Parcel parcel : stage.journal().ofTopic(TOPIC)) {
      List<MessageExt> copies = letters.getOrDefault(parcel.id(), List.of());
      tally.count("dead letters", copies.size());
      for (MessageExt copy : copies) {
        if (parcel.bodyHash() != Journal.hash(copy.getBody())) {
          wrong.add("the dead letter has another body: " + parcel);
        }
      }
      if (!copies.isEmpty() && fails(parcel) <= MOST_RETRIES) {
        wrong.add("it died, but was consumed: " + parcel + tries(parcel));
      }
      if (parcel.fate() == Parcel.Fate.OWED && !disturbed(parcel, copies)) {
        expectOnce(parcel, copies.size(), wrong);
      }
    }
    return wrong;
  }

  private boolean disturbed(Parcel parcel, List<MessageExt> copies) {
    long end = parcel.sentNanos();
    for (Attempt attempt : attempts.getOrDefault(parcel.id(), List.of())) {
      end = Math.max(end, attempt.nanos());
    }
    for (MessageExt copy : copies) {
      end = Math.max(end, stage.disturbances().nanosAt(copy.getStoreTimestamp()));
    }
    return stage.disturbances().between(GROUP, parcel.sentNanos(), end);
  }

  private void expectOnce(Parcel parcel, int copies, List<String> wrong) {
    int fails = fails(parcel);
    List<Integer> expected = new ArrayList<>();
    for (int retry = 0; retry <= Math.min(fails, MOST_RETRIES); retry++) {
      expected.add(retry);
    }
    List<Integer> seen =
        attempts.getOrDefault(parcel.id(), List.of()).stream().map(Attempt::retries).toList();
    if (!seen.equals(expected)) {
      wrong.add("nothing was disturbed, yet not tried as often as due: " + parcel + tries(parcel));
    }
    if (copies != (fails > MOST_RETRIES ? 1 : 0)) {
      wrong.add(copies + " dead letters, and nothing was disturbed: " + parcel + tries(parcel));
    }
  }

  @Override
  public Tally tally() {
    return tally;
  }
}
