/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.producer.TransactionSendResult;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.process.Queues;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/**
 * Transactions of the real client: producers, questions to them and operators decide, the broker is
 * killed in between; what is committed is in its topic once, what is rolled back never.
 */
class TransactionIT {

  /** On a loaded machine the end of a transaction may be that long under way. */
  private static final int TIMEOUT_MILLIS = 1_500;

  private static final int MOST_CHECKS = 1_000;
  private static final int FEW_CHECKS = 3;
  private static final int UPDATE_BROKER_CONFIG = 25;
  private static final int SENDERS = 4;
  private static final int KILLS = 2;
  private static final int ACKNOWLEDGED_BEFORE_KILL = 400;

  private static DistributionNode node;

  @BeforeAll
  static void start() throws IOException {
    node =
        Nodes.distribution(
            "transaction",
            spec ->
                spec.with("transactionCheckInterval", "250")
                    .with("transactionTimeOut", Integer.toString(TIMEOUT_MILLIS))
                    .with("transactionCheckMax", Integer.toString(MOST_CHECKS)));
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

  private static Message message(String topic, String text) {
    return new Message(topic, "T", "key-" + text, text.getBytes(UTF_8));
  }

  private static TransactionSendResult begin(TransactionMQProducer producer, Message message)
      throws Exception {
    TransactionSendResult result = producer.sendMessageInTransaction(message, null);
    assertThat(result.getSendStatus()).as("%s", message).isEqualTo(SendStatus.SEND_OK);
    return result;
  }

  /** How often each text is in a topic. */
  private static Map<String, Integer> contents(Clients clients, String topic, int queues)
      throws Exception {
    DefaultMQPullConsumer reader = clients.pullConsumer(topic + "-readers");
    Map<String, Integer> contents = new HashMap<>();
    for (int queue = 0; queue < queues; queue++) {
      MessageQueue messageQueue = new MessageQueue(topic, node.brokerName(), queue);
      for (MessageExt message : Queues.readWhole(reader, messageQueue)) {
        contents.merge(new String(message.getBody(), UTF_8), 1, Integer::sum);
      }
    }
    return contents;
  }

  /** What {@code mq:transactions} lists of a topic: the rows by their messages' keys. */
  private static Map<String, JsonObject> open(String topic) throws IOException {
    Map<String, JsonObject> open = new LinkedHashMap<>();
    for (JsonElement each :
        JsonParser.parseString(node.shell().must("mq:transactions --limit 10000 --json"))
            .getAsJsonArray()) {
      JsonObject row = each.getAsJsonObject();
      if (row.get("topic").getAsString().equals(topic)) {
        open.put(row.get("keys").getAsString(), row);
      }
    }
    return open;
  }

  private static long half(JsonObject row) {
    return row.get("halfMessage").getAsLong();
  }

  @Test
  void whatAProducerLeavesOpenItsAnswersDecide() throws Exception {
    String topic = "Asked";
    Topics.create(node.nameServer(), node.broker(), topic, 1);
    mostChecks(FEW_CHECKS);
    Decider decider = new Decider();
    try (Clients clients = new Clients(node)) {
      TransactionMQProducer producer = clients.transactionProducer("AskedProducers", decider);
      for (String text : List.of("keep", "drop", "keep later", "drop later", "never")) {
        begin(producer, message(topic, text));
      }
      // "never" is the last that anything happens to: all else is settled by then.
      await("the transaction without an answer is given up")
          .until(
              () -> {
                Map<String, JsonObject> open = open(topic);
                return open.size() == 1
                    && open.get("key-never").get("state").getAsString().equals("given up");
              });
      assertThat(contents(clients, topic, 1)).isEqualTo(Map.of("keep", 1, "keep later", 1));
      assertThat(decider.questions("keep")).isEmpty();
      assertThat(decider.questions("drop")).isEmpty();
      assertThat(decider.questions("never"))
          .extracting(Decider.Question::times)
          .containsExactly(1, 2, FEW_CHECKS);
      assertThat(decider.questions("keep later"))
          .isNotEmpty()
          .allSatisfy(
              question -> assertThat(question.ageMillis()).isGreaterThanOrEqualTo(TIMEOUT_MILLIS));

      MessageQueue discarded = new MessageQueue("TRANS_CHECK_MAX_TIME_TOPIC", node.brokerName(), 0);
      List<MessageExt> given =
          Queues.readWhole(clients.pullConsumer("AskedAuditors"), discarded).stream()
              .filter(each -> topic.equals(each.getProperty("REAL_TOPIC")))
              .toList();
      assertThat(given).hasSize(1);
      assertThat(given.get(0).getKeys()).isEqualTo("key-never");
      assertThat(given.get(0).getProperty("TRANSACTION_CHECK_TIMES"))
          .isEqualTo(Integer.toString(FEW_CHECKS));

      node.shell().must("mq:transaction-commit " + half(open(topic).get("key-never")));
      assertThat(contents(clients, topic, 1)).containsEntry("never", 1);
      assertThat(open(topic)).isEmpty();
    } finally {
      mostChecks(MOST_CHECKS);
    }
  }

  /** Changes {@code transactionCheckMax} while the broker runs. */
  private static void mostChecks(int value) throws IOException {
    try (Wire wire = Wire.to(node.broker())) {
      byte[] body = ("transactionCheckMax=" + value).getBytes(UTF_8);
      assertThat(wire.call(UPDATE_BROKER_CONFIG, Map.of(), body).getCode()).isZero();
    }
  }

  @Test
  void anOperatorDecidesWhatNobodyElseDoes() throws Exception {
    String topic = "Operated";
    Topics.create(node.nameServer(), node.broker(), topic, 1);
    try (Clients clients = new Clients(node)) {
      TransactionMQProducer producer =
          clients.transactionProducer("OperatedProducers", new Decider());
      for (String text : List.of("open 1", "open 2", "open 3")) {
        Message message = message(topic, text);
        message.putUserProperty("CHECK_IMMUNITY_TIME_IN_SECONDS", "3600");
        begin(producer, message);
      }
      Map<String, JsonObject> open = open(topic);
      assertThat(open).containsOnlyKeys("key-open 1", "key-open 2", "key-open 3");
      JsonObject row = open.get("key-open 2");
      assertThat(row.get("state").getAsString()).isEqualTo("waiting");
      assertThat(row.get("producerGroup").getAsString()).isEqualTo("OperatedProducers");
      assertThat(row.get("checks").getAsInt()).isZero();
      node.shell().must("mq:transaction-commit " + half(row));
      node.shell().must("mq:transaction-rollback " + half(open.get("key-open 1")));
      assertThat(node.shell().run("mq:transaction-commit " + half(open.get("key-open 1"))).output())
          .contains("has ended");
      assertThat(open(topic)).containsOnlyKeys("key-open 3");
      assertThat(contents(clients, topic, 1)).isEqualTo(Map.of("open 2", 1));
      node.shell().must("mq:transaction-rollback " + half(open.get("key-open 3")));
    }
  }

  @Test
  void nobodyIsAskedBeforeTheTimeThatAMessageSets() throws Exception {
    String topic = "Immune";
    Topics.create(node.nameServer(), node.broker(), topic, 1);
    Decider decider = new Decider();
    try (Clients clients = new Clients(node)) {
      TransactionMQProducer producer = clients.transactionProducer("ImmuneProducers", decider);
      Message immune = message(topic, "keep later");
      immune.putUserProperty("CHECK_IMMUNITY_TIME_IN_SECONDS", "3");
      begin(producer, immune);
      await("delivery").until(() -> open(topic).isEmpty());
      assertThat(contents(clients, topic, 1)).isEqualTo(Map.of("keep later", 1));
      assertThat(decider.questions("keep later"))
          .isNotEmpty()
          .allSatisfy(question -> assertThat(question.ageMillis()).isGreaterThanOrEqualTo(3_000L));
    }
  }

  /** The real client refuses delays in transactions, the protocol does not. */
  @Test
  void aDelayBeginsAtTheCommitAndOutlivesAKill() throws Exception {
    String topic = "DelayedHalf";
    Topics.create(node.nameServer(), node.broker(), topic, 1);
    Map<String, Long> delays = Map.of("DELAY=1", 1_000L, "TIMER_DELAY_MS=1500", 1_500L);
    Map<String, Long> committed = new HashMap<>();
    try (Wire wire = Wire.to(node.broker())) {
      for (String delay : delays.keySet()) {
        RemotingCommand half = wire.call(10, halfHeader(topic, delay), delay.getBytes(UTF_8));
        assertThat(half.getCode()).as(half.toString()).isZero();
        committed.put(delay, System.currentTimeMillis());
        RemotingCommand end = wire.call(37, commitHeader(half));
        assertThat(end.getCode()).as(end.toString()).isZero();
      }
    }
    node.kill();
    node.start();
    try (Clients clients = new Clients(node)) {
      DefaultMQPullConsumer reader = clients.pullConsumer("DelayedHalfReaders");
      MessageQueue queue = new MessageQueue(topic, node.brokerName(), 0);
      await("delivery").until(() -> reader.maxOffset(queue) >= delays.size());
      List<MessageExt> delivered = Queues.readWhole(reader, queue);
      assertThat(delivered)
          .extracting(each -> new String(each.getBody(), UTF_8))
          .containsExactlyInAnyOrderElementsOf(delays.keySet());
      for (MessageExt each : delivered) {
        String delay = new String(each.getBody(), UTF_8);
        // A level's clock may tick a few milliseconds early, as the reference's does.
        assertThat(each.getStoreTimestamp() - committed.get(delay))
            .as("waited with %s", delay)
            .isGreaterThanOrEqualTo(delays.get(delay) - 100);
      }
      assertThat(open(topic)).isEmpty();
    }
  }

  private static Map<String, String> halfHeader(String topic, String delay) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("producerGroup", "DelayedHalfProducers");
    header.put("topic", topic);
    header.put("defaultTopic", "TBW102");
    header.put("defaultTopicQueueNums", "4");
    header.put("queueId", "0");
    header.put("sysFlag", "4");
    header.put("bornTimestamp", Long.toString(System.currentTimeMillis()));
    header.put("flag", "0");
    header.put(
        "properties",
        "TRAN_MSG\u0001true\u0002PGROUP\u0001DelayedHalfProducers\u0002"
            + delay.replace('=', '\u0001')
            + "\u0002");
    header.put("reconsumeTimes", "0");
    header.put("unitMode", "false");
    header.put("batch", "false");
    return header;
  }

  private static Map<String, String> commitHeader(RemotingCommand half) {
    String offsetId = half.getExtFields().get("msgId");
    return Map.of(
        "producerGroup",
        "DelayedHalfProducers",
        "tranStateTableOffset",
        half.getExtFields().get("queueOffset"),
        "commitLogOffset",
        Long.toString(Long.parseLong(offsetId.substring(offsetId.length() - 16), 16)),
        "commitOrRollback",
        "8",
        "msgId",
        offsetId);
  }

  @Test
  void killsBetweenAnyTwoStepsLoseNothingAndDeliverNothingTwice() throws Exception {
    String topic = "Killed";
    int queues = 4;
    Topics.create(node.nameServer(), node.broker(), topic, queues);
    Set<String> begun = ConcurrentHashMap.newKeySet();
    AtomicInteger number = new AtomicInteger();
    for (int kill = 0; kill < KILLS; kill++) {
      sendUntilKilled(topic, number, begun);
      node.start();
    }
    Decider later = new Decider();
    try (Clients clients = new Clients(node)) {
      // The producers that began the transactions are gone; one that is new since answers.
      TransactionMQProducer producer = clients.transactionProducer("KilledProducers", later);
      begin(producer, message(topic, "keep hello"));
      await("every transaction has ended").until(() -> open(topic).isEmpty());
      Map<String, Integer> contents = contents(clients, topic, queues);
      assertThat(contents.values()).as("times that a message was delivered").containsOnly(1);
      assertThat(contents.keySet()).allMatch(text -> text.startsWith("keep"));
      assertThat(begun.stream().filter(text -> text.startsWith("keep")))
          .as("acknowledged, to be committed, and lost")
          .isNotEmpty()
          .allMatch(contents::containsKey);
    }
  }

  private static void sendUntilKilled(String topic, AtomicInteger number, Set<String> begun)
      throws Exception {
    AtomicBoolean killed = new AtomicBoolean();
    int enough = begun.size() + ACKNOWLEDGED_BEFORE_KILL;
    List<Thread> senders = new ArrayList<>();
    try (Clients clients = new Clients(node)) {
      TransactionMQProducer producer =
          clients.transactionProducer("KilledProducers", new Decider());
      for (int i = 0; i < SENDERS; i++) {
        Thread sender = new Thread(() -> send(producer, topic, number, begun, killed), "half-" + i);
        sender.start();
        senders.add(sender);
      }
      await("acknowledged half messages").until(() -> begun.size() >= enough);
      node.kill();
      killed.set(true);
      for (Thread sender : senders) {
        sender.join();
      }
    }
  }

  private static void send(
      TransactionMQProducer producer,
      String topic,
      AtomicInteger number,
      Set<String> begun,
      AtomicBoolean killed) {
    while (!killed.get()) {
      int n = number.getAndIncrement();
      String text = (n % 3 == 0 ? "drop " : "keep ") + n + (n % 4 == 0 ? " later" : "");
      try {
        if (producer.sendMessageInTransaction(message(topic, text), null).getSendStatus()
            == SendStatus.SEND_OK) {
          begun.add(text);
        }
      } catch (Exception e) {
        // Not acknowledged: the half message may be there or not.
        Thread.onSpinWait();
      }
    }
  }
}
