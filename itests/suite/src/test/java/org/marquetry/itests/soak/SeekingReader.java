/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Reads all queues of a topic by itself. Whatever happens to the broker, each queue goes on with
 * the message behind the last one, or with the one that was sought.
 */
final class SeekingReader implements Group {

  private static final String GROUP = "SoakSeekers";
  private static final long POLL_MILLIS = 200;

  /** One of so many polls. */
  private static final int RARELY = 20;

  private static final int FURTHEST = 50;

  private final Stage stage;
  private final String topic;
  private final Random random;
  private final Tally tally;
  private final Deliveries deliveries;

  /** By queue: where the next message lies. */
  private final Map<MessageQueue, Long> next = new HashMap<>();

  private DefaultLitePullConsumer consumer;

  SeekingReader(Stage stage, String topic, Random random, Tally tally) {
    this.stage = stage;
    this.topic = topic;
    this.random = random;
    this.tally = tally;
    this.deliveries =
        stage.deliveries(GROUP, topic, parcel -> true, Deliveries.Places.ACKNOWLEDGED);
  }

  void start() throws Exception {
    consumer = stage.clients().litePullConsumer(GROUP);
    consumer.start();
    Collection<MessageQueue> queues = consumer.fetchMessageQueues(topic);
    consumer.assign(queues);
    for (MessageQueue queue : queues) {
      next.put(queue, 0L);
      consumer.seek(queue, 0);
    }
    Thread thread = new Thread(this::read, "soak-seeking-reader");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try {
      while (!stage.ended()) {
        poll();
        if (random.nextInt(RARELY) == 0) {
          seek();
        }
      }
    } catch (IllegalStateException e) {
      // Shut down with all other clients, by a soak that failed.
      tally.count("shut down");
    }
  }

  private void poll() {
    for (MessageExt message : consumer.poll(POLL_MILLIS)) {
      deliveries.came(message, GROUP);
      MessageQueue queue = new MessageQueue(topic, message.getBrokerName(), message.getQueueId());
      Long expected = next.put(queue, message.getQueueOffset() + 1);
      if (expected == null || expected != message.getQueueOffset()) {
        stage.journal().fault(GROUP + " expected " + expected + " of " + queue + ": " + message);
      }
    }
  }

  /** Goes back in one queue, and reads until it is where it was. */
  private void seek() {
    MessageQueue queue = List.copyOf(next.keySet()).get(random.nextInt(next.size()));
    long here = next.get(queue);
    if (here == 0) {
      return;
    }
    long target = Math.max(0, here - 1 - random.nextInt(FURTHEST));
    Disturbances.Disturbance unrest = stage.disturbances().begin("seek", Set.of(GROUP));
    try {
      consumer.seek(queue, target);
      next.put(queue, target);
      tally.count("seeks");
      while (next.get(queue) < here && !stage.ended()) {
        poll();
      }
      tally.count("read again", here - target);
    } catch (MQClientException e) {
      // The broker is away: nothing was sought.
      tally.count("seeks that failed");
    } finally {
      unrest.settled();
    }
  }

  @Override
  public String name() {
    return GROUP;
  }

  /** It never goes. */
  @Override
  public void change(Random chance) {}

  @Override
  public Settling settling() {
    return () -> "";
  }

  @Override
  public List<Deliveries> deliveries() {
    return List.of(deliveries);
  }
}
