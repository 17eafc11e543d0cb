/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.rocketmq.client.QueryResult;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.process.Queues;
import org.marquetry.itests.wire.LenientJson;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/**
 * One node writes, ends cleanly or by SIGKILL, the other goes on with the same store directory and
 * the same ports.
 */
class StoreExchangeIT {
  private static final Map<String, Integer> TOPICS = Map.of("ExchangeOne", 1, "ExchangeMany", 5);
  private static final String GROUP = "ExchangeGroup";
  private static final int MESSAGES = 100;

  @ParameterizedTest(name = "from {0} to {1}, {2}, with light queues: {3}")
  @CsvSource({
    "reference, ours, stopped, true",
    "reference, ours, killed, false",
    "ours, reference, stopped, false",
    "ours, reference, killed, true",
  })
  void theOtherGoesOn(String from, String to, String end, boolean light) throws Exception {
    UnaryOperator<NodeSpec> queues = light ? LightProgress::enabled : spec -> spec;
    NodeSpec shared = NodeSpec.in(SourceTree.workDirectory("exchange"));
    Map<String, String> before;
    FifoUnderWay fifo;
    try (Node first = node(from, shared, spec -> queues.apply(OpenTransactions.unasked(spec)))) {
      first.start();
      PopsUnderWay.begin(first);
      fifo = FifoUnderWay.begin(first);
      write(first);
      OpenTransactions.begin(first);
      if (light) {
        LightProgress.begin(first);
      }
      before = contents(first);
      assertThat(before).hasSizeGreaterThan(2 * MESSAGES);
      if (end.equals("killed")) {
        if (light) {
          LightProgress.awaitWritten(shared);
        }
        awaitWrittenOffsets(
            light
                ? LightProgress.file(shared)
                : shared.store().resolve("config/consumerOffset.json"));
        fifo.awaitWritten(shared.store());
        first.kill();
      } else {
        first.stop();
      }
    }
    try (Node second = node(to, shared, spec -> queues.apply(OpenTransactions.asking(spec)))) {
      second.start();
      assertThat(differences(before, contents(second)))
          .as("contents that the other side sees differently")
          .isEmpty();
      goOn(second);
      if (light) {
        LightProgress.end(second);
      }
      OpenTransactions.end(second);
      fifo.end(second);
      PopsUnderWay.end(second);
      if (to.equals("ours")) {
        second.stop();
      }
    }
  }

  /** Brokers write consumer offsets now and then only: a kill shall not race that. */
  private static void awaitWrittenOffsets(Path file) {
    Pattern entry = Pattern.compile("\"ExchangeMany@" + GROUP + "\":\\{([^}]*)\\}");
    Awaitility.await("offsets of the group in the store directory")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              Matcher offsets = entry.matcher(Files.readString(file).replaceAll("\\s", ""));
              return offsets.find()
                  && Stream.of(offsets.group(1).split(",", -1))
                          .mapToInt(pair -> Integer.parseInt(pair.substring(pair.indexOf(':') + 1)))
                          .sum()
                      == MESSAGES + 10;
            });
  }

  private static Node node(String kind, NodeSpec shared, UnaryOperator<NodeSpec> transactions)
      throws IOException {
    UnaryOperator<NodeSpec> setup =
        spec ->
            transactions
                .apply(spec)
                .onPortsOf(shared)
                .onStoreOf(shared)
                .with("flushConsumerOffsetInterval", "500")
                .with("mapedFileSizeCommitLog", Integer.toString(16 * 1024 * 1024));
    return kind.equals("reference")
        ? Nodes.reference("exchange-reference", setup)
        : Nodes.processUnderTest("exchange-ours", setup);
  }

  private static void write(Node node) throws Exception {
    for (Map.Entry<String, Integer> topic : TOPICS.entrySet()) {
      Topics.create(node.nameServer(), node.broker(), topic.getKey(), topic.getValue());
    }
    try (Clients clients = new Clients(node)) {
      DefaultMQProducer producer = clients.producer("ExchangeProducers");
      for (String topic : TOPICS.keySet()) {
        for (int i = 0; i < MESSAGES; i++) {
          producer.send(message(topic, i, i % 10 == 0 ? 6_000 : 50));
        }
        List<Message> batch = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
          batch.add(message(topic, MESSAGES + i, 20));
        }
        producer.send(batch);
      }
      consumeAll(clients, MESSAGES + 10);
    }
  }

  private static Message message(String topic, int i, int length) {
    Message message =
        new Message(
            topic,
            "tag" + i % 3,
            "key" + i,
            ("body " + i + " " + "ü".repeat(length)).getBytes(StandardCharsets.UTF_8));
    message.putUserProperty("number", Integer.toString(i));
    return message;
  }

  /** Has the group commit that it is at the end of {@code ExchangeMany}. */
  private static void consumeAll(Clients clients, int expected) throws Exception {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    DefaultMQPushConsumer consumer = clients.pushConsumer(GROUP);
    consumer.subscribe("ExchangeMany", "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(m -> seen.add(m.getMsgId()));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() >= expected);
    consumer.shutdown();
  }

  /** Everything that must be the same on the other side, by name. */
  private static Map<String, String> contents(Node node) throws Exception {
    Map<String, String> contents = new TreeMap<>();
    try (Clients clients = new Clients(node);
        Wire wire = Wire.to(node.broker())) {
      DefaultMQPullConsumer reader = clients.pullConsumer("ExchangeReaders");
      for (Map.Entry<String, Integer> topic : TOPICS.entrySet()) {
        String name = topic.getKey();
        contents.put("topic " + name, body(wire.call(351, Map.of("topic", name))));
        for (int queue = 0; queue < topic.getValue(); queue++) {
          MessageQueue messageQueue = new MessageQueue(name, node.brokerName(), queue);
          for (MessageExt message : Queues.readWhole(reader, messageQueue)) {
            contents.put(name + " " + queue + " " + message.getQueueOffset(), described(message));
          }
          RemotingCommand offset =
              wire.call(
                  14,
                  Map.of(
                      "consumerGroup",
                      GROUP,
                      "topic",
                      name,
                      "queueId",
                      Integer.toString(queue),
                      "setZeroIfNotFound",
                      "false"));
          contents.put(
              "offset " + name + " " + queue, offset.getCode() + " " + offset.getExtFields());
        }
        contents.put("keys " + name, keys(reader, name));
      }
      contents.put("group", body(wire.call(352, Map.of("group", GROUP))));
    }
    return contents;
  }

  private static List<String> differences(Map<String, String> before, Map<String, String> after) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(before.get(name), after.get(name)))
        .map(name -> name + "\n  before " + before.get(name) + "\n  after  " + after.get(name))
        .toList();
  }

  private static String body(RemotingCommand answer) {
    return answer.getCode()
        + " "
        + LenientJson.leaves(new String(answer.getBody(), StandardCharsets.UTF_8));
  }

  private static String described(MessageExt message) {
    return message.toString()
        + new TreeMap<>(message.getProperties())
        + new String(message.getBody(), StandardCharsets.UTF_8).hashCode();
  }

  /** The index answers for a few keys. */
  private static String keys(DefaultMQPullConsumer reader, String topic) throws Exception {
    StringBuilder found = new StringBuilder();
    for (String key : List.of("key0", "key57", "key" + (MESSAGES + 5))) {
      Awaitility.await("message with " + key)
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(
              () ->
                  !reader
                      .queryMessage(topic, key, 10, 0, Long.MAX_VALUE)
                      .getMessageList()
                      .isEmpty());
      QueryResult result = reader.queryMessage(topic, key, 10, 0, Long.MAX_VALUE);
      for (MessageExt message : result.getMessageList()) {
        found.append(key).append(" at ").append(message.getCommitLogOffset()).append(' ');
      }
    }
    return found.toString();
  }

  /** New messages follow the old ones and the group gets only those. */
  private static void goOn(Node node) throws Exception {
    try (Clients clients = new Clients(node)) {
      DefaultMQProducer producer = clients.producer("ExchangeProducers");
      long next = -1;
      for (int i = 0; i < 20; i++) {
        long offset = producer.send(message("ExchangeOne", 1_000 + i, 10)).getQueueOffset();
        assertThat(offset).isEqualTo(next < 0 ? MESSAGES + 10 : next);
        next = offset + 1;
        producer.send(message("ExchangeMany", 1_000 + i, 10));
      }
      Set<String> seen = ConcurrentHashMap.newKeySet();
      DefaultMQPushConsumer consumer = clients.pushConsumer(GROUP);
      consumer.subscribe("ExchangeMany", "*");
      consumer.registerMessageListener(
          (MessageListenerConcurrently)
              (batch, context) -> {
                batch.forEach(m -> seen.add(m.getUserProperty("number")));
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
              });
      consumer.start();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        expected.add(Integer.toString(1_000 + i));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(seen).containsExactlyInAnyOrderElementsOf(expected));
    }
  }
}
