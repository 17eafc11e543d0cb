/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.retry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/** Dead letters that are sent again, and order that outlives rebalances, a stop and a kill. */
class RedeliveryIT {

  private static final int LOCK_BATCH_MQ = 41;
  private static final int QUEUES = 4;

  private static DistributionNode node;

  @BeforeAll
  static void start() throws IOException {
    node = Nodes.distribution("redelivery", spec -> spec);
    node.start();
  }

  @AfterAll
  static void stop() throws IOException {
    try {
      node.stop();
    } finally {
      node.close();
    }
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(50));
  }

  @Test
  void deadLettersAreSentAgain() throws Exception {
    String topic = "Letters";
    String group = "LetterReaders";
    Topics.create(node.nameServer(), node.broker(), topic, 1);
    ConcurrentLinkedQueue<MessageExt> consumed = new ConcurrentLinkedQueue<>();
    AtomicBoolean broken = new AtomicBoolean(true);
    try (Clients clients = new Clients(node)) {
      DefaultMQPushConsumer consumer = clients.pushConsumer(group);
      consumer.subscribe(topic, "*");
      consumer.registerMessageListener(
          (MessageListenerConcurrently)
              (batch, context) -> {
                if (broken.get()) {
                  context.setDelayLevelWhenNextConsume(-1);
                  return ConsumeConcurrentlyStatus.RECONSUME_LATER;
                }
                consumed.addAll(batch);
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
              });
      consumer.start();
      DefaultMQProducer producer = clients.producer("LetterWriters");
      for (int i = 0; i < 3; i++) {
        producer.send(new Message(topic, "T", "k" + i, ("letter " + i).getBytes(UTF_8)));
      }
      String peek = "mq:peek %DLQ%" + group + " --json";
      // They are sent back side by side: any of them may be the last.
      await("dead letters")
          .untilAsserted(
              () ->
                  assertThat(node.shell().run(peek).output())
                      .contains("letter 0", "letter 1", "letter 2"));
      assertThat(consumed).isEmpty();

      broken.set(false);
      assertThat(node.shell().must("mq:dlq-resend " + group + " --limit 2"))
          .containsPattern("left +1");
      await("two letters").until(() -> consumed.size() == 2);
      assertThat(node.shell().must("mq:dlq-resend " + group)).containsPattern("sent again +1");
      await("all letters").until(() -> consumed.size() == 3);
      assertThat(node.shell().must("mq:dlq-resend " + group)).containsPattern("sent again +0");
      assertThat(consumed)
          .extracting(message -> message.getTopic() + " " + message.getKeys())
          .containsExactlyInAnyOrder(topic + " k0", topic + " k1", topic + " k2");
    }
  }

  private static String lock(String client, int queue) throws IOException {
    try (Wire wire = Wire.to(node.broker())) {
      String body =
          "{\"clientId\":\""
              + client
              + "\",\"consumerGroup\":\"Leased\",\"mqSet\":[{\"brokerName\":\"b\",\"queueId\":"
              + queue
              + ",\"topic\":\"T\"}],\"onlyThisBroker\":false}";
      return new String(wire.call(LOCK_BATCH_MQ, Map.of(), body.getBytes(UTF_8)).getBody(), UTF_8);
    }
  }

  /**
   * A client that is back first must not get the queue of one that still works on it, whatever
   * happened to the broker meanwhile.
   */
  @Test
  void leasesOutliveAKill() throws Exception {
    assertThat(lock("first", 0)).contains("\"queueId\":0");
    node.kill();
    node.start();
    assertThat(lock("second", 0)).as("the queue of the first").doesNotContain("queueId");
    assertThat(lock("second", 1)).as("a free queue").contains("\"queueId\":1");
    assertThat(lock("first", 0)).as("its own queue").contains("\"queueId\":0");
  }

  @Test
  void membersThatComeAndGoAndBrokersThatEndBreakNoOrder() throws Exception {
    String topic = "Ordered";
    Topics.create(node.nameServer(), node.broker(), topic, QUEUES);
    InOrder order = new InOrder();
    AtomicBoolean done = new AtomicBoolean();
    AtomicLongArray ends = new AtomicLongArray(QUEUES);
    try (Clients clients = new Clients(node)) {
      DefaultMQProducer producer = clients.producer("OrderedProducers");
      Thread sender = new Thread(() -> send(producer, topic, ends, done), "ordered-sender");
      sender.start();
      // What b had is consumed by a in the end, when b has left.
      try (Clients leaving = new Clients(node)) {
        member(clients, topic, order, "a");
        await("a consumes").until(() -> order.consumedBy("a") > 50);
        member(leaving, topic, order, "b");
        await("b has taken over queues").until(() -> order.consumedBy("b") > 50);
        node.stop();
        node.start();
        goesOn(order, "a", "b");
        node.kill();
        node.start();
        goesOn(order, "a", "b");
      } finally {
        done.set(true);
        sender.join();
      }
      await("everything is consumed")
          .untilAsserted(
              () -> {
                for (int queue = 0; queue < QUEUES; queue++) {
                  assertThat(order.next(queue))
                      .as("queue %d", queue)
                      .isGreaterThanOrEqualTo(ends.get(queue));
                }
              });
      assertThat(order.faults()).isEmpty();
    }
  }

  private static void member(Clients clients, String topic, InOrder order, String name)
      throws Exception {
    DefaultMQPushConsumer consumer = clients.pushConsumer("OrderedReaders");
    consumer.subscribe(topic, "*");
    consumer.registerMessageListener(order.member(name));
    consumer.start();
  }

  /** Waits until members consume again. */
  private static void goesOn(InOrder order, String... members) {
    List<Integer> before = new ArrayList<>();
    for (String member : members) {
      before.add(order.consumedBy(member));
    }
    for (int i = 0; i < members.length; i++) {
      String member = members[i];
      int enough = before.get(i) + 20;
      await(member + " goes on").until(() -> order.consumedBy(member) >= enough);
    }
  }

  private static void send(
      DefaultMQProducer producer, String topic, AtomicLongArray ends, AtomicBoolean done) {
    int number = 0;
    while (!done.get()) {
      int queue = number++ % QUEUES;
      try {
        SendResult sent =
            producer.send(
                new Message(topic, "T", "x".getBytes(UTF_8)),
                new MessageQueue(topic, node.brokerName(), queue));
        ends.accumulateAndGet(queue, sent.getQueueOffset() + 1, Math::max);
        TimeUnit.MILLISECONDS.sleep(2); // a steady stream, not a flood
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        // The broker is down: the message may be there or not.
        Thread.onSpinWait();
      }
    }
  }
}
