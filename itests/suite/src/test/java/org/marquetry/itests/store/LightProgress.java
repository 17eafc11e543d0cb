/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;

/** Light queues that one node fills and groups read in part, and the other one goes on with. */
final class LightProgress {

  private static final String TOPIC = "LightExchange";
  private static final String LIGHT = "%LMQ%light-exchange";
  private static final String OTHER = "%LMQ%light-other";
  private static final int MESSAGES = 10;

  /** RocketMQ keeps the progress of groups that are named like light queues apart. */
  private static final Map<String, Long> PROGRESS =
      Map.of("LightExchangers", 4L, "%LMQ%LightExchangers", 6L);

  private LightProgress() {}

  static NodeSpec enabled(NodeSpec spec) {
    return spec.with("enableLmq", "true").with("enableMultiDispatch", "true");
  }

  static Path file(NodeSpec spec) {
    return spec.store().resolve("config/lmqConsumerOffset.json");
  }

  static void begin(Node node) throws Exception {
    Topics.create(node.nameServer(), node.broker(), TOPIC, 1);
    try (Clients clients = new Clients(node)) {
      send(clients, 0, MESSAGES);
      for (Map.Entry<String, Long> group : PROGRESS.entrySet()) {
        DefaultMQPullConsumer consumer = consumer(clients, node, group.getKey());
        MessageQueue light = queue(node, LIGHT);
        assertThat(bodies(consumer, light, 0)).isEqualTo(numbers(0, MESSAGES));
        Awaitility.await("progress of " + group)
            .atMost(Duration.ofSeconds(20))
            .ignoreExceptions()
            .until(
                () -> {
                  consumer
                      .getOffsetStore()
                      .updateConsumeOffsetToBroker(light, group.getValue(), false);
                  return consumer.fetchConsumeOffset(light, true) == group.getValue();
                });
      }
    }
  }

  /** Brokers write progress now and then only: a kill shall not race that. */
  static void awaitWritten(NodeSpec shared) {
    Awaitility.await("progress in light queues in the store directory")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(Files.readString(file(shared)).replaceAll("\\s", ""))
                    .contains("\"" + LIGHT + "@LightExchangers\":{0:4}")
                    .contains("\"" + LIGHT + "@%LMQ%LightExchangers\":6"));
  }

  static void end(Node node) throws Exception {
    try (Clients clients = new Clients(node)) {
      for (Map.Entry<String, Long> group : PROGRESS.entrySet()) {
        DefaultMQPullConsumer consumer = consumer(clients, node, group.getKey());
        MessageQueue light = queue(node, LIGHT);
        int next = Math.toIntExact(consumer.fetchConsumeOffset(light, true));
        assertThat(next)
            .as("progress of %s", group.getKey())
            .isEqualTo(group.getValue().intValue());
        assertThat(bodies(consumer, light, next)).isEqualTo(numbers(next, MESSAGES));
      }
      send(clients, MESSAGES, MESSAGES + 5);
      DefaultMQPullConsumer consumer = consumer(clients, node, "LightExchangeReaders");
      for (String light : List.of(LIGHT, OTHER)) {
        assertThat(bodies(consumer, queue(node, light), 0)).isEqualTo(numbers(0, MESSAGES + 5));
      }
    }
  }

  private static void send(Clients clients, int from, int to) throws Exception {
    DefaultMQProducer producer = clients.producer("LightExchangeProducers");
    for (String number : numbers(from, to)) {
      Message message = new Message(TOPIC, "T", number.getBytes(StandardCharsets.UTF_8));
      MessageAccessor.putProperty(message, "INNER_MULTI_DISPATCH", LIGHT + "," + OTHER);
      producer.send(message);
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  private static MessageQueue queue(Node node, String name) {
    return new MessageQueue(name, node.brokerName(), 0);
  }

  /** Light queues have no route: the client knows the broker from the topic of their messages. */
  private static DefaultMQPullConsumer consumer(Clients clients, Node node, String group)
      throws Exception {
    DefaultMQPullConsumer consumer = clients.pullConsumer(group);
    consumer.pull(queue(node, TOPIC), "*", 0, 1);
    return consumer;
  }

  private static List<String> bodies(DefaultMQPullConsumer consumer, MessageQueue queue, long from)
      throws Exception {
    List<String> bodies = new ArrayList<>();
    PullResult result = consumer.pull(queue, "*", from, 32);
    while (result.getPullStatus() == PullStatus.FOUND) {
      result
          .getMsgFoundList()
          .forEach(message -> bodies.add(new String(message.getBody(), StandardCharsets.UTF_8)));
      result = consumer.pull(queue, "*", result.getNextBeginOffset(), 32);
    }
    return bodies;
  }
}
