/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.wire.Topics;

/**
 * Members of one group that subscribe to different things, in per-member mode, while members come,
 * are started anew, and the broker is too: every message goes once to a member that wants it.
 */
class MixedSubscriptionsIT {

  private static final String TOPIC = "Mixed";
  private static final String GROUP = "MixedConsumers";
  private static final List<String> TAGS = List.of("a", "b", "c", "d", "e");

  /** By body: what the members that got it subscribe to. */
  private final Map<String, List<String>> got = new ConcurrentHashMap<>();

  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
  private final AtomicBoolean done = new AtomicBoolean();

  @Test
  void everyMessageGoesOnceToAMemberThatWantsIt() throws Exception {
    try (DistributionNode node = Nodes.distribution("mixed", spec -> spec)) {
      node.start();
      Topics.create(node.nameServer(), node.broker(), TOPIC, 2);
      try (Clients clients = new Clients(node)) {
        consumer(clients, "a || b");
        DefaultMQPushConsumer restarted = consumer(clients, "b || c");
        Awaitility.await("two subscriptions")
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () -> assertThat(node.shell().must("mq:group-mode")).contains("a || b", "b || c"));
        node.shell().must("mq:group-mode " + GROUP + " per-member");
        DefaultMQProducer producer = clients.producer("MixedProducers");
        Thread sender = new Thread(() -> send(producer), "mixed-sender");
        sender.start();

        awaitMore(300);
        consumer(clients, "c || d");
        awaitMore(300);
        restarted.shutdown();
        awaitMore(100);
        consumer(clients, "b || c");
        awaitMore(200);
        node.stop();
        node.start();
        awaitMore(300);
        done.set(true);
        sender.join();

        Awaitility.await("every message that is wanted is consumed")
            .atMost(Duration.ofSeconds(90))
            .untilAsserted(() -> assertThat(missing()).isEmpty());
        assertThat(node.shell().must("mq:group-mode")).contains("per-member", "c || d");
      }
      got.forEach(
          (body, subscriptions) -> {
            // The same share may get again what it had not committed when a member or the broker
            // ended; another share must not.
            assertThat(Set.copyOf(subscriptions)).as("who got " + body).hasSize(1);
            assertThat(Set.of(subscriptions.get(0).split(" \\|\\| ")))
                .as("wanted by who got " + body)
                .contains(body.substring(0, 1));
          });
      node.stop();
    }
  }

  /** Messages of a, b and c are wanted all the time. */
  private Map<String, String> missing() {
    Map<String, String> missing = new TreeMap<>(acknowledged);
    missing.values().removeIf(tag -> tag.equals("d") || tag.equals("e"));
    missing.keySet().removeAll(got.keySet());
    return missing;
  }

  private DefaultMQPushConsumer consumer(Clients clients, String tags) throws Exception {
    DefaultMQPushConsumer consumer = clients.pushConsumer(GROUP);
    consumer.setAwaitTerminationMillisWhenShutdown(2_000);
    consumer.subscribe(TOPIC, tags);
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(
                  message ->
                      got.computeIfAbsent(
                              new String(message.getBody(), StandardCharsets.UTF_8),
                              body -> Collections.synchronizedList(new ArrayList<>()))
                          .add(tags));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
    return consumer;
  }

  private void awaitMore(int messages) {
    int target = acknowledged.size() + messages;
    Awaitility.await("acknowledgements")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> acknowledged.size() >= target);
  }

  private void send(DefaultMQProducer producer) {
    for (int number = 0; !done.get(); number++) {
      String tag = TAGS.get(number % TAGS.size());
      String body = tag + number;
      try {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        SendResult result = producer.send(new Message(TOPIC, tag, bytes));
        if (result.getSendStatus() == SendStatus.SEND_OK) {
          acknowledged.put(body, tag);
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
