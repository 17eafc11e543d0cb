/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/** A broker on which topics and groups exist only when somebody made them. */
class NoAutoCreationIT {
  private static Node node;

  @BeforeAll
  static void start() throws IOException {
    node =
        Nodes.underTest(
            "no-auto-creation",
            spec ->
                spec.with("autoCreateTopicEnable", "false")
                    .with("autoCreateSubscriptionGroup", "false"));
    node.start();
  }

  @AfterAll
  static void stop() throws IOException {
    node.stop();
    node.close();
  }

  @Test
  void theClientIsToldThatTheTopicIsUnknown() throws Exception {
    try (Clients clients = new Clients(node)) {
      DefaultMQProducer producer = clients.producer("Producers");
      Message message = new Message("Nowhere", "x".getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> producer.send(message))
          .isInstanceOf(MQClientException.class)
          .hasMessageContaining("No route info of this topic");
      Topics.create(node.nameServer(), node.broker(), "Somewhere", 1);
      Message known = new Message("Somewhere", "x".getBytes(StandardCharsets.UTF_8));
      assertThat(producer.send(known).getQueueOffset()).isZero();
    }
  }

  @Test
  void theBrokerRefusesUnknownTopicsAndGroups() throws Exception {
    Topics.create(node.nameServer(), node.broker(), "Known", 1);
    try (Wire wire = Wire.to(node.broker())) {
      Map<String, String> send =
          Map.of(
              "a",
              "Producers",
              "b",
              "Nowhere",
              "c",
              "TBW102",
              "d",
              "4",
              "e",
              "0",
              "f",
              "0",
              "g",
              "1700000000000",
              "h",
              "0");
      assertThat(wire.call(310, send, new byte[] {1}).getCode()).isEqualTo(17);
      for (String group : List.of("Strangers", "")) {
        RemotingCommand pulled =
            wire.call(
                11,
                Map.of(
                    "consumerGroup",
                    group,
                    "topic",
                    "Known",
                    "queueId",
                    "0",
                    "queueOffset",
                    "0",
                    "maxMsgNums",
                    "32",
                    "sysFlag",
                    "4",
                    "commitOffset",
                    "0",
                    "suspendTimeoutMillis",
                    "0",
                    "subscription",
                    "*",
                    "subVersion",
                    "0"));
        assertThat(pulled.getCode()).as("pull of group '%s'", group).isEqualTo(26);
      }
    }
  }

  @Test
  void aGroupThatWasMadeMayConsume() throws Exception {
    Topics.create(node.nameServer(), node.broker(), "ForMadeGroups", 1);
    try (Wire wire = Wire.to(node.broker());
        Clients clients = new Clients(node)) {
      byte[] group = "{\"groupName\":\"Made\"}".getBytes(StandardCharsets.UTF_8);
      assertThat(wire.call(200, Map.of(), group).getCode()).isZero();
      clients.producer("Producers").send(new Message("ForMadeGroups", new byte[] {1}));
      MessageQueue queue = new MessageQueue("ForMadeGroups", node.brokerName(), 0);
      assertThat(Queues.readWhole(clients.pullConsumer("Made"), queue)).hasSize(1);
    }
  }
}
