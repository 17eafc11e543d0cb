/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.delay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;

/** The real broker and ours get the same delayed messages, and deliver the same. */
class DelayDifferentialIT {

  private static final String TOPIC = "DiffDelay";

  /** Changes a message before it is sent; {@code now} in milliseconds since 1970. */
  private interface Wish {
    void of(Message message, long now);
  }

  private static Map<String, Wish> wishes() {
    Map<String, Wish> wishes = new TreeMap<>();
    wishes.put("level", (m, now) -> m.setDelayTimeLevel(1));
    wishes.put("millis", (m, now) -> m.setDelayTimeMs(1_500));
    wishes.put("seconds", (m, now) -> m.setDelayTimeSec(2));
    wishes.put("time", (m, now) -> m.setDeliverTimeMs(now + 1_700));
    wishes.put("past", (m, now) -> m.setDeliverTimeMs(now - 5_000));
    wishes.put("zero", (m, now) -> m.setDelayTimeMs(0));
    wishes.put(
        "level-wins",
        (m, now) -> {
          m.setDelayTimeMs(3_600_000);
          m.setDelayTimeLevel(1);
        });
    wishes.put(
        "first-wins",
        (m, now) -> {
          m.setDeliverTimeMs(now + 3_600_000);
          m.setDelayTimeSec(1);
        });
    wishes.put("too-far", (m, now) -> m.setDelayTimeSec(259_201));
    wishes.put("no-number", (m, now) -> put(m, MessageConst.PROPERTY_TIMER_DELAY_MS, "soon"));
    wishes.put(
        "overflow", (m, now) -> put(m, MessageConst.PROPERTY_TIMER_DELAY_MS, "9".repeat(19)));
    return wishes;
  }

  private static void put(Message message, String name, String value) {
    MessageAccessor.putProperty(message, name, value);
  }

  /** What came of one message. */
  private record Outcome(int code, boolean recallable, String queue, String properties) {}

  @Test
  void deliversWhatTheRealBrokerDelivers() throws Exception {
    Map<String, Outcome> wanted;
    Map<String, Outcome> had;
    try (Node reference = Nodes.reference("delay-reference", spec -> spec)) {
      reference.start();
      wanted = outcomes(reference);
    }
    try (Node ours = Nodes.distribution("delay-ours", spec -> spec)) {
      ours.start();
      had = outcomes(ours);
    }
    assertThat(had).isEqualTo(wanted);
  }

  private static Map<String, Outcome> outcomes(Node node) throws Exception {
    Topics.create(node.nameServer(), node.broker(), TOPIC, 1);
    Map<String, Outcome> outcomes = new TreeMap<>();
    try (Clients clients = new Clients(node)) {
      DefaultMQProducer producer = clients.producer("DiffDelayProducers");
      MessageQueue queue = producer.fetchPublishMessageQueues(TOPIC).get(0);
      Map<String, Boolean> recallable = new TreeMap<>();
      for (Map.Entry<String, Wish> each : wishes().entrySet()) {
        String name = each.getKey();
        Message message = new Message(TOPIC, "", name, name.getBytes(StandardCharsets.UTF_8));
        each.getValue().of(message, System.currentTimeMillis());
        try {
          SendResult result = producer.send(message, queue);
          recallable.put(name, result.getRecallHandle() != null);
        } catch (MQBrokerException e) {
          outcomes.put(name, new Outcome(e.getResponseCode(), false, "", ""));
        } catch (MQClientException e) {
          outcomes.put(name, new Outcome(e.getResponseCode(), false, "", ""));
        }
      }
      DefaultMQPullConsumer consumer = clients.pullConsumer("DiffDelayReaders");
      List<MessageExt> delivered = new ArrayList<>();
      Awaitility.await("delivered by " + node.spec())
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                delivered.clear();
                delivered.addAll(readAll(consumer, queue));
                return delivered.size() >= recallable.size();
              });
      for (MessageExt message : delivered) {
        Outcome outcome =
            new Outcome(
                0,
                recallable.get(message.getKeys()),
                message.getTopic() + "/" + message.getQueueId(),
                new TreeSet<>(message.getProperties().keySet()).toString());
        assertThat(outcomes.put(message.getKeys(), outcome)).as(message.getKeys()).isNull();
      }
    }
    return outcomes;
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
