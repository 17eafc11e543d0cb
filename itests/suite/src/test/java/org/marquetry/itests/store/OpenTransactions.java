/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.process.Queues;
import org.marquetry.itests.transaction.Decider;
import org.marquetry.itests.wire.Topics;

/** Transactions that one node begins and another ends. */
final class OpenTransactions {
  private static final String TOPIC = "ExchangeTransactions";
  private static final String GROUP = "ExchangeTransactionProducers";
  private static final List<String> ENDED = List.of("keep 0", "drop 0", "keep 1", "drop 1");

  private static final List<String> OPEN =
      List.of("keep later 0", "drop later 0", "keep later 1", "drop later 1");

  private OpenTransactions() {}

  /** A node that leaves open what is to be decided by the other. */
  static NodeSpec unasked(NodeSpec spec) {
    return spec.with("transactionTimeOut", "3600000");
  }

  /**
   * A node that asks soon, yet not before the reference notes what it was told: in three seconds.
   */
  static NodeSpec asking(NodeSpec spec) {
    return spec.with("transactionTimeOut", "500").with("transactionCheckInterval", "4000");
  }

  /** Begins transactions, ends some of them, and waits until the committed ones are delivered. */
  static void begin(Node node) throws Exception {
    Topics.create(node.nameServer(), node.broker(), TOPIC, 1);
    try (Clients clients = new Clients(node)) {
      TransactionMQProducer producer = clients.transactionProducer(GROUP, new Decider());
      for (int i = 0; i < ENDED.size(); i++) {
        send(producer, ENDED.get(i));
        send(producer, OPEN.get(i));
      }
      awaitDelivered(clients, node, List.of("keep 0", "keep 1"));
    }
  }

  private static void send(TransactionMQProducer producer, String text) throws Exception {
    producer.sendMessageInTransaction(new Message(TOPIC, "T", text, text.getBytes(UTF_8)), null);
  }

  /** Has the open ones decided by a producer that is new, and asserts that all came out right. */
  static void end(Node node) throws Exception {
    try (Clients clients = new Clients(node)) {
      Decider decider = new Decider();
      TransactionMQProducer producer = clients.transactionProducer(GROUP, decider);
      // A producer makes itself known to the brokers of the topics it sends to.
      producer.send(new Message(TOPIC, "T", "hello".getBytes(UTF_8)));
      Awaitility.await("questions for all that is open")
          .atMost(Duration.ofSeconds(60))
          .until(() -> OPEN.stream().noneMatch(text -> decider.questions(text).isEmpty()));
      awaitDelivered(
          clients, node, List.of("keep 0", "keep 1", "hello", "keep later 0", "keep later 1"));
      // The reference may be killed before it has noted a rollback; a delivery is a note by itself.
      for (String text : List.of("keep 0", "keep 1")) {
        assertThat(decider.questions(text)).as("questions for %s, which had ended", text).isEmpty();
      }
    }
  }

  private static void awaitDelivered(Clients clients, Node node, List<String> expected)
      throws Exception {
    DefaultMQPullConsumer reader = clients.pullConsumer("ExchangeTransactionReaders");
    MessageQueue queue = new MessageQueue(TOPIC, node.brokerName(), 0);
    Awaitility.await("committed messages")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> reader.maxOffset(queue) >= expected.size());
    List<String> delivered = new ArrayList<>();
    for (MessageExt message : Queues.readWhole(reader, queue)) {
      delivered.add(new String(message.getBody(), UTF_8));
    }
    assertThat(delivered).containsExactlyInAnyOrderElementsOf(expected);
  }
}
