/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.wire.Topics;

/** SIGKILL in the middle of sends: what was acknowledged under synchronous flush is there. */
class CrashIT {
  private static final String TOPIC = "Crash";
  private static final int QUEUES = 4;
  private static final int SENDERS = 8;
  private static final int ROUNDS = 3;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 600;

  /** Where a message was acknowledged to be, by its unique key. */
  private final Map<String, SendResult> acknowledged = new ConcurrentHashMap<>();

  private final Map<String, String> bodies = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();

  @Test
  void acknowledgedMessagesSurviveAKill() throws Exception {
    try (Node node =
        Nodes.processUnderTest("crash", spec -> spec.with("flushDiskType", "SYNC_FLUSH"))) {
      node.start();
      Topics.create(node.nameServer(), node.broker(), TOPIC, QUEUES);
      for (int round = 1; round <= ROUNDS; round++) {
        sendUntilKilled(node, round * ACKNOWLEDGED_BEFORE_KILL);
        node.start();
        verify(node);
      }
      node.stop();
    }
  }

  private void sendUntilKilled(Node node, int acknowledgedBeforeKill) throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    List<Thread> senders = new ArrayList<>();
    try (Clients clients = new Clients(node)) {
      DefaultMQProducer producer = clients.producer("CrashProducers");
      producer.setRetryTimesWhenSendFailed(0);
      for (int i = 0; i < SENDERS; i++) {
        Thread sender = new Thread(() -> send(producer, killed), "crash-sender-" + i);
        sender.start();
        senders.add(sender);
      }
      Awaitility.await("acknowledgements before the kill")
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> acknowledged.size() >= acknowledgedBeforeKill);
      node.kill();
      killed.set(true);
      for (Thread sender : senders) {
        sender.join();
      }
    }
  }

  private void send(DefaultMQProducer producer, AtomicBoolean killed) {
    while (!killed.get()) {
      String body = "message " + number.getAndIncrement() + " " + "x".repeat(200);
      Message message = new Message(TOPIC, "T", "all", body.getBytes(StandardCharsets.UTF_8));
      try {
        SendResult result = producer.send(message);
        if (result.getSendStatus() == SendStatus.SEND_OK) {
          bodies.put(result.getMsgId(), body);
          acknowledged.put(result.getMsgId(), result);
        }
      } catch (Exception e) {
        // Not acknowledged: the message may be there or not.
        Thread.onSpinWait();
      }
    }
  }

  private void verify(Node node) throws Exception {
    try (Clients clients = new Clients(node)) {
      DefaultMQPullConsumer consumer = clients.pullConsumer("CrashReaders");
      Set<String> ids = new HashSet<>();
      int found = 0;
      for (int queue = 0; queue < QUEUES; queue++) {
        MessageQueue messageQueue = new MessageQueue(TOPIC, node.brokerName(), queue);
        List<MessageExt> messages = Queues.readWhole(consumer, messageQueue);
        for (MessageExt message : messages) {
          assertThat(ids.add(message.getMsgId())).as("%s is unique", message).isTrue();
          SendResult result = acknowledged.get(message.getMsgId());
          if (result != null) {
            found++;
            assertThat(message.getQueueId()).isEqualTo(result.getMessageQueue().getQueueId());
            assertThat(message.getQueueOffset()).isEqualTo(result.getQueueOffset());
            assertThat(new String(message.getBody(), StandardCharsets.UTF_8))
                .isEqualTo(bodies.get(message.getMsgId()));
          }
        }
      }
      Set<String> lost = new HashSet<>(acknowledged.keySet());
      lost.removeAll(ids);
      assertThat(lost).as("acknowledged and lost").isEmpty();
      assertThat(found).isEqualTo(acknowledged.size());
    }
  }
}
