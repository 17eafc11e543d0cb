/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;

/**
 * Delay engines are exchanged at random with messages pending, an engine that was dropped into the
 * deploy folder among them, and the broker is stopped and killed meanwhile: no message is early,
 * none lost, none there twice, and none there that was recalled.
 */
class DelaySwapIT {

  private static final String TOPIC = "Delayed";
  private static final int QUEUES = 2;
  private static final int MESSAGES = 400;
  private static final int LONGEST_MILLIS = 12_000;
  private static final int SWITCHES = 12;
  private static final long SEED = Long.getLong("itests.delay.seed", System.nanoTime());

  private final Random random = new Random(SEED);

  /** By key: not delivered before this time. */
  private final Map<String, Long> due = new LinkedHashMap<>();

  private final Set<String> recalled = new HashSet<>();

  @Test
  void noMessageIsEarlyLostOrThereTwice() throws Exception {
    try (DistributionNode node =
        Nodes.distribution("delay-swap", spec -> spec.with("recallMessageEnable", "true"))) {
      node.start();
      Topics.create(node.nameServer(), node.broker(), TOPIC, QUEUES);
      PluginJar.read(SourceTree.bundle("examples/delay-heap")).dropInto(node.deployFolder());
      new Plugins(node.shell()).awaitInUse("heap", "0.1.0");
      send(node);
      switchAtRandom(node);
      node.stop();
      node.start();
      switchAtRandom(node);
      node.kill();
      node.start();
      new Plugins(node.shell()).awaitInUse("heap", "0.1.0");
      switchAtRandom(node);
      Awaitility.await("nothing waits, seed " + SEED)
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(100))
          .until(
              () ->
                  JsonParser.parseString(node.shell().must("mq:delayed --json"))
                      .getAsJsonArray()
                      .isEmpty());
      audit(node);
      node.stop();
    }
  }

  private void send(DistributionNode node) throws Exception {
    List<SendResult> sent = new ArrayList<>();
    try (Clients clients = new Clients(node)) {
      DefaultMQProducer producer = clients.producer("DelayProducers");
      for (int i = 0; i < MESSAGES; i++) {
        sent.add(send(producer, "m" + i));
      }
      for (int i = 0; i < MESSAGES; i += 20) {
        recall(producer, "m" + i, sent.get(i));
      }
    }
    assertThat(recalled).as("recalled").isNotEmpty();
  }

  private SendResult send(DefaultMQProducer producer, String key) throws Exception {
    Message message = new Message(TOPIC, "", key, key.getBytes(StandardCharsets.UTF_8));
    long now = System.currentTimeMillis();
    long delay = 1L + random.nextInt(LONGEST_MILLIS);
    switch (random.nextInt(4)) {
      case 0 -> message.setDelayTimeMs(delay);
      case 1 -> message.setDeliverTimeMs(now + delay);
      case 2 -> {
        delay = 1_000L * (1 + delay / 1_000);
        message.setDelayTimeSec(delay / 1_000);
      }
      default -> {
        int level = 1 + random.nextInt(3);
        delay = List.of(1_000, 5_000, 10_000).get(level - 1);
        message.setDelayTimeLevel(level);
      }
    }
    due.put(key, now + delay);
    return producer.send(message);
  }

  /** Takes a message back, unless it has been delivered, or waits for a delay level. */
  private void recall(DefaultMQProducer producer, String key, SendResult sent) throws Exception {
    if (sent.getRecallHandle() == null) {
      return;
    }
    try {
      assertThat(producer.recallMessage(TOPIC, sent.getRecallHandle())).isEqualTo(sent.getMsgId());
      recalled.add(key);
    } catch (MQBrokerException | MQClientException e) {
      // Which of both it is depends on the client's version.
      assertThat(e.getMessage()).contains("already been delivered");
    }
  }

  private void switchAtRandom(DistributionNode node) throws IOException {
    for (int i = 0; i < SWITCHES; i++) {
      boolean timer = random.nextBoolean();
      String lane = timer ? "timer" : "levels";
      String engine = List.of("heap", "wheel", timer ? "wheel" : "levels").get(random.nextInt(3));
      node.shell().must("mq:delay-switch " + lane + " " + engine);
      Awaitility.await(engine + " serves " + lane + ", seed " + SEED)
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(20))
          .until(() -> serves(node, lane, engine));
    }
  }

  private static boolean serves(DistributionNode node, String lane, String engine)
      throws IOException {
    for (JsonElement each :
        JsonParser.parseString(node.shell().must("mq:delay-lanes --json")).getAsJsonArray()) {
      JsonObject shown = each.getAsJsonObject();
      if (shown.get("lane").getAsString().equals(lane)) {
        return shown.get("engine").getAsString().equals(engine)
            && shown.get("state").getAsString().equals("serving");
      }
    }
    return false;
  }

  private void audit(DistributionNode node) throws Exception {
    Set<String> found = new HashSet<>();
    try (Clients clients = new Clients(node)) {
      DefaultMQPullConsumer consumer = clients.pullConsumer("DelayReaders");
      for (int id = 0; id < QUEUES; id++) {
        for (MessageExt message :
            readAll(consumer, new MessageQueue(TOPIC, node.brokerName(), id))) {
          String key = message.getKeys();
          assertThat(found.add(key)).as("%s is there once, seed %s", key, SEED).isTrue();
          assertThat(message.getStoreTimestamp())
              .as("delivery of %s, seed %s", key, SEED)
              .isGreaterThanOrEqualTo(due.get(key));
        }
      }
    }
    Set<String> expected = new HashSet<>(due.keySet());
    expected.removeAll(recalled);
    assertThat(found).as("delivered, seed %s", SEED).isEqualTo(expected);
  }

  private static List<MessageExt> readAll(DefaultMQPullConsumer consumer, MessageQueue queue)
      throws Exception {
    List<MessageExt> messages = new ArrayList<>();
    long offset = consumer.minOffset(queue);
    long max = consumer.maxOffset(queue);
    while (offset < max) {
      PullResult result = consumer.pull(queue, "*", offset, 32);
      if (result.getMsgFoundList() != null) {
        messages.addAll(result.getMsgFoundList());
      }
      offset = result.getNextBeginOffset();
    }
    return messages;
  }
}
