/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.wire.Topics;

/** A stop and a start under a live producer and a live consumer, which are not told. */
class RestartIT {
  private static final String TOPIC = "Restart";
  private static final int MESSAGES = 300;

  @Test
  void clientsRideThroughARestart() throws Exception {
    Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    Set<String> consumed = ConcurrentHashMap.newKeySet();
    AtomicBoolean done = new AtomicBoolean();
    try (Node node = Nodes.processUnderTest("restart", spec -> spec)) {
      node.start();
      Topics.create(node.nameServer(), node.broker(), TOPIC, 4);
      try (Clients clients = new Clients(node)) {
        DefaultMQPushConsumer consumer = clients.pushConsumer("RestartConsumers");
        consumer.subscribe(TOPIC, "*");
        consumer.registerMessageListener(
            (MessageListenerConcurrently)
                (batch, context) -> {
                  batch.forEach(m -> consumed.add(new String(m.getBody(), StandardCharsets.UTF_8)));
                  return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
                });
        consumer.start();
        DefaultMQProducer producer = clients.producer("RestartProducers");
        Thread sender = new Thread(() -> send(producer, acknowledged, done), "restart-sender");
        sender.start();

        await(() -> acknowledged.size() >= MESSAGES);
        node.stop();
        node.start();
        int afterRestart = acknowledged.size();
        await(() -> acknowledged.size() >= afterRestart + MESSAGES);
        done.set(true);
        sender.join();

        Awaitility.await("every acknowledged message is consumed")
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(
                () -> {
                  Set<String> missing = new HashSet<>(acknowledged);
                  missing.removeAll(consumed);
                  assertThat(missing).isEmpty();
                });
      }
      node.stop();
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await("acknowledgements")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }

  private static void send(
      DefaultMQProducer producer, Set<String> acknowledged, AtomicBoolean done) {
    int number = 0;
    while (!done.get()) {
      String body = "m" + number++;
      try {
        SendResult result =
            producer.send(new Message(TOPIC, "T", body.getBytes(StandardCharsets.UTF_8)));
        if (result.getSendStatus() == SendStatus.SEND_OK) {
          acknowledged.add(body);
        }
        TimeUnit.MILLISECONDS.sleep(2); // a steady stream, not a flood
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        // Not acknowledged: nobody may rely on it.
        Thread.onSpinWait();
      }
    }
  }
}
