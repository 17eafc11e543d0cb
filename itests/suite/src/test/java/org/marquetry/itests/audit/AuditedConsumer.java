/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * What the members of one consumer group got, to be compared with the ledger. Several consumers of
 * one group share one of these. Thread-safe.
 */
public final class AuditedConsumer {

  private final Ledger ledger;
  private final Predicate<Map<String, String>> wanted;
  private final Map<String, Delivery> deliveries = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicLong lastDelivery = new AtomicLong(System.nanoTime());
  private final AtomicLong longest = new AtomicLong();
  private final Pauses pauses = new Pauses();

  private record Delivery(
      String id,
      int queueId,
      long queueOffset,
      int bodyHash,
      boolean wanted,
      AtomicInteger times) {}

  /**
   * @param wanted what the group's subscription selects, by a message's properties
   */
  public AuditedConsumer(Ledger ledger, Predicate<Map<String, String>> wanted) {
    this.ledger = ledger;
    this.wanted = wanted;
  }

  /** Makes a consumer that is subscribed but not started report here. */
  public void listen(DefaultMQPushConsumer consumer) {
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(this::delivered);
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
  }

  /** Notes a message that came. */
  public void delivered(MessageExt message) {
    long now = System.nanoTime();
    long pause = now - lastDelivery.getAndSet(now);
    pauses.add(pause);
    longest.accumulateAndGet(pause, Math::max);
    Delivery delivery =
        deliveries.computeIfAbsent(
            message.getMsgId(),
            id ->
                new Delivery(
                    id,
                    message.getQueueId(),
                    message.getQueueOffset(),
                    Arrays.hashCode(message.getBody()),
                    wanted.test(message.getProperties()),
                    new AtomicInteger()));
    delivery.times().incrementAndGet();
    if (delivery.queueId() != message.getQueueId()
        || delivery.queueOffset() != message.getQueueOffset()) {
      faults.add(message.getMsgId() + " came from two places");
    }
  }

  /** Messages that came, each counted once. */
  public int count() {
    return deliveries.size();
  }

  /** Times between two deliveries, across all members. */
  public Pauses pauses() {
    return pauses;
  }

  /**
   * The longest time between two deliveries since this was asked last, the one that still lasts
   * included.
   *
   * @return nanoseconds
   */
  public long takeLongestPause() {
    long lasting = System.nanoTime() - lastDelivery.get();
    return Math.max(longest.getAndSet(0), lasting);
  }

  /** Acknowledged messages that the group should have and has not. */
  public List<String> missing() {
    return ledger.where(wanted).stream()
        .filter(entry -> !deliveries.containsKey(entry.id()))
        .map(entry -> entry.id() + " of queue " + entry.queueId() + " at " + entry.queueOffset())
        .toList();
  }

  /** Everything that is wrong with what came: changed, unwanted, from another place. */
  public List<String> wrong() {
    List<String> wrong = new ArrayList<>(faults);
    for (Delivery delivery : deliveries.values()) {
      if (!delivery.wanted()) {
        wrong.add(delivery.id() + " is not selected by the subscription");
      }
      Ledger.Entry entry = ledger.find(delivery.id());
      if (entry == null) {
        // Stored, but its acknowledgement never reached the producer.
        continue;
      }
      if (entry.bodyHash() != delivery.bodyHash()) {
        wrong.add(delivery.id() + " came with another body");
      }
      if (entry.queueId() != delivery.queueId() || entry.queueOffset() != delivery.queueOffset()) {
        wrong.add(delivery.id() + " came from another place than was acknowledged");
      }
    }
    return wrong;
  }

  /** Messages that came more than once. */
  public List<String> repeated() {
    return deliveries.values().stream()
        .filter(delivery -> delivery.times().get() > 1)
        .map(delivery -> delivery.id() + " came " + delivery.times() + " times")
        .toList();
  }
}
