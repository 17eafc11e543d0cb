/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.pop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/** Groups that pop, with a broker that is stopped and killed under them. */
class PopIT {

  private static final String TOPIC = "Popped";
  private static final String GROUP = "PopMembers";
  private static final int QUEUES = 2;
  private static final int MEMBERS = 5;
  private static final int FAILING = 7;
  private static final int UPDATE_GROUP = 200;
  private static final int FIFO_MESSAGES = 20;
  private static final int FIFO_LEFT_MILLIS = 1_000;

  private static Node node;

  private final Set<String> sent = ConcurrentHashMap.newKeySet();
  private final Map<String, AtomicInteger> deliveries = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> perMember = new ConcurrentHashMap<>();
  private final Set<String> succeeded = ConcurrentHashMap.newKeySet();
  private final Set<String> strange = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void start() throws IOException {
    node = Nodes.processUnderTest("pop", spec -> spec.with("enablePropertyFilter", "true"));
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

  /** More members than queues. */
  @Test
  void membersShareTheLoadAndNothingIsLostWhenTheBrokerIsKilled() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Topics.create(node.nameServer(), node.broker(), TOPIC, QUEUES);
    try (Clients clients = new Clients(node)) {
      join(clients, 0);
      popInsteadOfPull();
      for (int member = 1; member < MEMBERS; member++) {
        join(clients, member);
      }
      DefaultMQProducer producer = clients.producer("PopProducers");
      Thread sender = new Thread(() -> send(producer, done), "pop-sender");
      sender.start();
      Awaitility.await("every member gets messages: " + perMember)
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  perMember.size() == MEMBERS
                      && perMember.values().stream().allMatch(count -> count.get() > 20));
      node.kill();
      node.start();
      int before = sent.size();
      Awaitility.await("sends after the restart")
          .atMost(Duration.ofSeconds(60))
          .until(() -> sent.size() > before + 500);
      done.set(true);
      sender.join();
      Awaitility.await("every acknowledged message is consumed")
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> {
                Set<String> missing = new HashSet<>(sent);
                missing.removeAll(succeeded);
                assertThat(missing).as("messages that no member consumed").isEmpty();
              });
    }
    assertThat(strange).as("messages that came in another shape").isEmpty();
  }

  /** An operator says once that the group pops. */
  @Test
  void selectorsAndDelaysHoldAndTheGroupPopsAlsoAfterAStopAndAKill() throws Exception {
    SelectedPops pops = new SelectedPops(node);
    pops.begin();
    pops.popped("at first");
    node.stop();
    node.start();
    pops.popped("after a stop");
    node.kill();
    node.start();
    pops.popped("after a kill");
  }

  /** The broker is killed while one member works on a batch, and after another has left its own. */
  @Test
  void inOrderNothingIsOvertakenLostOrThereTwiceWhenTheBrokerIsKilled() throws Exception {
    String topic = "Fifo";
    String group = "FifoMembers";
    Topics.create(node.nameServer(), node.broker(), topic, QUEUES);
    makeGroup(group);
    try (Clients clients = new Clients(node);
        FifoMember slow = new FifoMember(node, topic, group);
        FifoMember other = new FifoMember(node, topic, group)) {
      DefaultMQProducer producer = clients.producer("FifoProducers");
      for (int i = 0; i < FIFO_MESSAGES * QUEUES; i++) {
        producer.send(
            new Message(topic, "T", ("f" + i).getBytes(StandardCharsets.UTF_8)),
            new MessageQueue(topic, node.brokerName(), i % QUEUES));
      }
      List<MessageExt> working = slow.pop(60_000, 0);
      slow.acknowledge(working.get(0));
      List<MessageExt> left = other.pop(FIFO_LEFT_MILLIS, 0);
      other.acknowledge(left.get(0));
      int slowQueue = working.get(0).getQueueId();
      int leftQueue = left.get(0).getQueueId();
      assertThat(leftQueue).as("queue of another member").isNotEqualTo(slowQueue);

      node.kill();
      node.start();
      List<MessageExt> again = new ArrayList<>();
      Awaitility.await("what was left comes again, and all behind it")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(20))
          .ignoreExceptions()
          .until(
              () -> {
                again.addAll(consumed(other, 500));
                return again.size() >= FIFO_MESSAGES - 1;
              });
      assertThat(again)
          .as("each once, in order, from the one that was not acknowledged on")
          .extracting(MessageExt::getQueueOffset)
          .isEqualTo(LongStream.range(1, FIFO_MESSAGES).boxed().toList());
      assertThat(again)
          .as("queues, while another member works in one")
          .extracting(MessageExt::getQueueId)
          .containsOnly(leftQueue);
      assertThat(other.pop(60_000, 0)).as("while another works").isEmpty();

      slow.acknowledge(working.get(1));
      slow.acknowledge(working.get(2));
      List<MessageExt> rest = new ArrayList<>();
      List<MessageExt> next = consumed(other, 0);
      while (!next.isEmpty()) {
        rest.addAll(next);
        next = consumed(other, 0);
      }
      assertThat(rest)
          .as("behind what was worked on")
          .extracting(MessageExt::getQueueOffset)
          .isEqualTo(LongStream.range(working.size(), FIFO_MESSAGES).boxed().toList());
    }
  }

  private static List<MessageExt> consumed(FifoMember member, long pollMillis) throws Exception {
    List<MessageExt> messages = member.pop(60_000, pollMillis);
    for (MessageExt message : messages) {
      member.acknowledge(message);
    }
    return messages;
  }

  static void makeGroup(String group) throws IOException {
    try (Wire wire = Wire.to(node.broker())) {
      byte[] body =
          ("{\"groupName\":\"" + group + "\",\"retryMaxTimes\":16,\"consumeEnable\":true}")
              .getBytes(StandardCharsets.UTF_8);
      assertThat(wire.call(UPDATE_GROUP, Map.of(), body).getCode()).isZero();
    }
  }

  private static void popInsteadOfPull() throws Exception {
    Awaitility.await("the group is known to the broker")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> {
              try (Wire wire = Wire.to(node.broker())) {
                return wire.call(
                            401,
                            Map.of(),
                            ("{\"consumerGroup\":\""
                                    + GROUP
                                    + "\",\"mode\":\"POP\",\"popShareQueueNum\":0,\"topic\":\""
                                    + TOPIC
                                    + "\"}")
                                .getBytes(StandardCharsets.UTF_8))
                        .getCode()
                    == 0;
              }
            });
  }

  private void join(Clients clients, int member) throws Exception {
    DefaultMQPushConsumer consumer = clients.pushConsumer(GROUP);
    consumer.setClientRebalance(false);
    consumer.setPopInvisibleTime(5_000);
    consumer.subscribe(TOPIC, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              ConsumeConcurrentlyStatus status = ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
              for (MessageExt message : batch) {
                status = consume(member, message);
              }
              return status;
            });
    consumer.start();
  }

  private ConsumeConcurrentlyStatus consume(int member, MessageExt message) {
    String body = new String(message.getBody(), StandardCharsets.UTF_8);
    if (!message.getTopic().equals(TOPIC)) {
      strange.add(body + " of " + message.getTopic());
    }
    perMember.computeIfAbsent(member, key -> new AtomicInteger()).incrementAndGet();
    int times = deliveries.computeIfAbsent(body, key -> new AtomicInteger()).incrementAndGet();
    if (times == 1 && body.equals("m" + FAILING)) {
      return ConsumeConcurrentlyStatus.RECONSUME_LATER;
    }
    succeeded.add(body);
    return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
  }

  private void send(DefaultMQProducer producer, AtomicBoolean done) {
    int number = 0;
    while (!done.get()) {
      String body = "m" + number++;
      try {
        SendResult result =
            producer.send(new Message(TOPIC, "T", body.getBytes(StandardCharsets.UTF_8)));
        if (result.getSendStatus() == SendStatus.SEND_OK) {
          sent.add(body);
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
