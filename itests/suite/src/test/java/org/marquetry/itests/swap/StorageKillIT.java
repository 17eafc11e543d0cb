/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;

/**
 * SIGKILL at random moments while the log goes to and fro between a backend that lasts and one that
 * does not: what was acknowledged as flushed is there, and no queue offset or position is given out
 * twice, not even those of messages that were only in memory.
 */
class StorageKillIT {

  private static final String TOPIC = "Killed";
  private static final int QUEUES = 2;
  private static final int SENDERS = 4;
  private static final int ROUNDS = 3;
  private static final int FLUSHED_IN_A_ROUND = 100;
  private static final long SEED = Long.getLong("itests.kill.seed", System.nanoTime());

  private final Random random = new Random(SEED);
  private final Map<String, SendResult> answered = new ConcurrentHashMap<>();
  private final Set<String> flushed = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();
  private final AtomicInteger switches = new AtomicInteger();
  private volatile String switchingEnded = "";
  private volatile boolean killed;

  @Test
  void whatWasAcknowledgedAsFlushedSurvivesAndNoPlaceIsGivenTwice() throws Exception {
    try (DistributionNode node =
        Nodes.distribution("storage-kill", spec -> spec.with("flushDiskType", "SYNC_FLUSH"))) {
      node.start();
      Topics.create(node.nameServer(), node.broker(), TOPIC, QUEUES);
      for (int round = 0; round < ROUNDS; round++) {
        loadUntilKilled(node);
        node.start();
        verify(node);
      }
      node.stop();
    }
  }

  private void loadUntilKilled(DistributionNode node) throws Exception {
    killed = false;
    switchingEnded = "";
    List<Thread> threads = new ArrayList<>();
    int flushedBefore = flushed.size();
    int switchesBefore = switches.get();
    try (Clients clients = new Clients(node)) {
      DefaultMQProducer producer = clients.producer("KilledProducers");
      producer.setRetryTimesWhenSendFailed(0);
      for (int i = 0; i < SENDERS; i++) {
        threads.add(new Thread(() -> send(producer), "kill-sender-" + i));
      }
      threads.add(new Thread(() -> switchToAndFro(node), "kill-switcher"));
      threads.forEach(Thread::start);
      Awaitility.await("switches and flushed messages before the kill, seed " + SEED)
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () ->
                  !switchingEnded.isEmpty()
                      || (switches.get() > switchesBefore + 2
                          && flushed.size() > flushedBefore + FLUSHED_IN_A_ROUND));
      assertThat(switchingEnded).as("why there were no more switches").isEmpty();
      TimeUnit.MICROSECONDS.sleep(random.nextInt(200_000)); // the moment of the kill
      node.kill();
      killed = true;
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private void switchToAndFro(DistributionNode node) {
    try {
      while (!killed) {
        String written = Spans.of(node.shell()).last().backend();
        String other = written.equals("memory") ? "mapped" : "memory";
        node.shell().must("mq:store-switch " + other + " --force");
        switches.incrementAndGet();
      }
    } catch (IOException | RuntimeException e) {
      // The node is dead, or about to be; if not, who awaits switches tells it.
      switchingEnded = e.toString();
    }
  }

  private void send(DefaultMQProducer producer) {
    while (!killed) {
      String body = "message " + number.getAndIncrement() + " " + "x".repeat(200);
      try {
        SendResult result =
            producer.send(new Message(TOPIC, body.getBytes(StandardCharsets.UTF_8)));
        answered.put(body, result);
        if (result.getSendStatus() == SendStatus.SEND_OK) {
          flushed.add(body);
        }
      } catch (Exception e) {
        // Not acknowledged: the message may be there or not.
        Thread.onSpinWait();
      }
    }
  }

  private void verify(DistributionNode node) throws Exception {
    Spans.of(node.shell()).assertChained();
    Set<String> found = new HashSet<>();
    try (Clients clients = new Clients(node)) {
      DefaultMQPullConsumer consumer = clients.pullConsumer("KilledReaders");
      for (int id = 0; id < QUEUES; id++) {
        MessageQueue queue = new MessageQueue(TOPIC, node.brokerName(), id);
        for (MessageExt message : readAll(consumer, queue)) {
          String body = new String(message.getBody(), StandardCharsets.UTF_8);
          assertThat(found.add(body)).as("%s is there once", body).isTrue();
          SendResult result = answered.get(body);
          if (result != null) {
            assertThat(place(message.getQueueId(), message.getQueueOffset()))
                .as("place of %s, seed %s", body, SEED)
                .isEqualTo(place(result.getMessageQueue().getQueueId(), result.getQueueOffset()));
          }
        }
        long last =
            answered.values().stream()
                .filter(result -> result.getMessageQueue().equals(queue))
                .mapToLong(SendResult::getQueueOffset)
                .max()
                .orElse(-1);
        assertThat(consumer.maxOffset(queue))
            .as("end of %s, seed %s", queue, SEED)
            .isGreaterThan(last);
      }
    }
    Set<String> lost = new HashSet<>(flushed);
    lost.removeAll(found);
    assertThat(lost).as("acknowledged as flushed and lost, seed %s", SEED).isEmpty();
    Map<String, String> places = new HashMap<>();
    answered.forEach(
        (body, result) -> {
          String place = place(result.getMessageQueue().getQueueId(), result.getQueueOffset());
          assertThat(places.put(place, body))
              .as("what was at %s before %s, seed %s", place, body, SEED)
              .isNull();
          assertThat(places.put(result.getOffsetMsgId(), body))
              .as("what was at position %s before, seed %s", result.getOffsetMsgId(), SEED)
              .isNull();
        });
  }

  private static String place(int queue, long offset) {
    return queue + "@" + offset;
  }

  /** All that is left in a queue; offsets of what only memory knew have no message. */
  private static List<MessageExt> readAll(DefaultMQPullConsumer consumer, MessageQueue queue)
      throws Exception {
    List<MessageExt> messages = new ArrayList<>();
    long offset = consumer.minOffset(queue);
    long max = consumer.maxOffset(queue);
    while (offset < max) {
      PullResult result = consumer.pull(queue, "*", offset, 32);
      long expected = offset;
      if (result.getMsgFoundList() != null) {
        for (MessageExt message : result.getMsgFoundList()) {
          assertThat(message.getQueueOffset()).as("in %s", queue).isGreaterThanOrEqualTo(expected);
          expected = message.getQueueOffset() + 1;
          messages.add(message);
        }
      }
      assertThat(result.getNextBeginOffset())
          .as("goes on after %s at %s in %s", result, offset, queue)
          .isGreaterThan(offset)
          .isGreaterThanOrEqualTo(expected);
      offset = result.getNextBeginOffset();
    }
    return messages;
  }
}
