/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;

/**
 * Messages for later, by level and by any time; some are recalled by their producer, cancelled or
 * given another time by an operator. None is early, and the answers to all of these hold.
 */
final class Delays implements Workload {

  private static final String TOPIC = "SoakDelayed";
  private static final int QUEUES = 2;
  private static final int LONGEST_MILLIS = 15_000;
  private static final List<Integer> LEVEL_MILLIS = List.of(1_000, 5_000, 10_000);
  private static final int ALREADY_DELIVERED = 604;
  private static final int UNKNOWN = 22;

  private final Stage stage;
  private final Random random;
  private final ConsumerGroup group;
  private final Deque<Recall> recalls = new ArrayDeque<>();
  private final DelayOperator operator;
  private final Tally tally = new Tally("recalled", "cancelled", "moved forward", "put off");
  private DefaultMQProducer producer;

  private record Recall(Parcel parcel, String handle) {}

  Delays(Stage stage, Random random) {
    this.stage = stage;
    this.random = random;
    this.operator = new DelayOperator(stage, random, tally);
    this.group = ConsumerGroup.ofAll(stage, "SoakDelayedReaders", TOPIC, 3, Deliveries.Places.ONE);
  }

  @Override
  public String name() {
    return "delay";
  }

  @Override
  public void open() throws Exception {
    stage.createTopic(TOPIC, QUEUES);
    producer = stage.producer("SoakDelayed");
    group.join();
    group.join();
  }

  @Override
  public void step() throws InterruptedException {
    if (!recalls.isEmpty() && random.nextInt(4) == 0) {
      recall();
      return;
    }
    Message message = new Message(TOPIC, Bodies.any(random));
    long due = delay(message);
    Parcel parcel = stage.journal().enter(name(), message);
    parcel.notBefore(due);
    SendResult result = stage.send(parcel, message, producer::send);
    if (result != null) {
      parcel.acknowledged(Stage.place(result));
      parcel.fate(Parcel.Fate.OWED, "owed");
      int dice = random.nextInt(8);
      if (dice < 2 && result.getRecallHandle() != null) {
        recalls.add(new Recall(parcel, result.getRecallHandle()));
      } else if (dice == 2) {
        operator.act(parcel);
      }
    }
  }

  /** The earliest time in milliseconds at which it may come. */
  private long delay(Message message) {
    long now = System.currentTimeMillis();
    long delay = 1L + random.nextInt(LONGEST_MILLIS);
    switch (random.nextInt(4)) {
      case 0 -> message.setDelayTimeMs(delay);
      case 1 -> message.setDeliverTimeMs(now + delay);
      case 2 -> {
        delay = 1_000 * (1 + delay / 1_000);
        message.setDelayTimeSec(delay / 1_000);
      }
      default -> {
        int level = random.nextInt(LEVEL_MILLIS.size());
        delay = LEVEL_MILLIS.get(level);
        message.setDelayTimeLevel(1 + level);
      }
    }
    return now + delay;
  }

  private void recall() throws InterruptedException {
    Recall recall = recalls.remove();
    Parcel parcel = recall.parcel();
    boolean asked = parcel.fate() == Parcel.Fate.IN_DOUBT;
    parcel.fate(Parcel.Fate.IN_DOUBT, "to be recalled");
    try {
      String id = producer.recallMessage(TOPIC, recall.handle());
      if (!id.equals(parcel.place().uniqueKey())) {
        stage.journal().fault("recalled was " + id + " instead of " + parcel);
      }
      tally.count("recalled");
      parcel.fate(Parcel.Fate.NEVER, "recalled");
    } catch (InterruptedException e) {
      throw e;
    } catch (MQBrokerException e) {
      answered(recall, e, asked);
    } catch (Exception e) {
      unanswered(recall, e);
    }
  }

  private void answered(Recall recall, MQBrokerException answer, boolean asked)
      throws InterruptedException {
    Parcel parcel = recall.parcel();
    if (answer.getResponseCode() == ALREADY_DELIVERED) {
      tally.count("too late to be recalled");
      parcel.fate(Parcel.Fate.OWED, "too late to be recalled");
      if (System.currentTimeMillis() < parcel.notBefore()) {
        stage.journal().fault("called delivered before its time: " + parcel);
      }
    } else if (answer.getResponseCode() == UNKNOWN) {
      stage.journal().fault("not known to a recall " + (asked ? "asked again " : "") + parcel);
    } else {
      unanswered(recall, answer);
    }
  }

  /** Asks again later: the answer has to be a definite one. */
  private void unanswered(Recall recall, Exception e) throws InterruptedException {
    recall.parcel().note("recall not answered: " + e);
    recalls.add(recall);
    Stage.refused();
  }

  /** All recalls that were asked for get their answer. */
  @Override
  public boolean finish() throws InterruptedException {
    recalls.removeIf(recall -> recall.parcel().fate() == Parcel.Fate.OWED);
    if (!recalls.isEmpty()) {
      recall();
    }
    return operator.finish() && recalls.isEmpty();
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
