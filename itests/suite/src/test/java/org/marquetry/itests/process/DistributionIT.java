/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.wire.Wire;

/** The packed distribution the way a user runs it: start, use, look, stop. */
class DistributionIT {
  private static final int NOT_RUNNING = 3;

  private DistributionNode node;

  /** What a command printed and how it ended. */
  private record Outcome(int exitCode, String output) {}

  @BeforeEach
  void unpack() throws IOException {
    node = Nodes.distribution("distribution", spec -> spec);
  }

  @AfterEach
  void stop() throws Exception {
    marquetry("stop");
  }

  @Test
  void startUseStopAndStartAgain() throws Exception {
    assertThat(marquetry("status").exitCode()).isEqualTo(NOT_RUNNING);
    Outcome started = marquetry("start");
    assertThat(started.exitCode()).as(started.output()).isZero();
    assertThat(started.output()).contains("ready");
    assertThat(marquetry("status").exitCode()).isZero();
    sendAndReceive("before");
    Outcome stopped = marquetry("stop");
    assertThat(stopped.exitCode()).as(stopped.output()).isZero();
    assertThat(marquetry("status").exitCode()).isEqualTo(NOT_RUNNING);

    Outcome again = marquetry("start");
    assertThat(again.exitCode()).as(again.output()).isZero();
    sendAndReceive("after");
  }

  @Test
  void aSecondInstanceOnTheSameDataIsRefused() throws Exception {
    assertThat(marquetry("start").exitCode()).isZero();
    DistributionNode second = Nodes.distribution("distribution-second", spec -> spec);
    List<String> command = new ArrayList<>(second.command("run"));
    command.set(command.indexOf("--data") + 1, node.dataDirectory().toString());
    Outcome refused = run(command);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertOneLineNaming(refused, node.dataDirectory().toString());
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.spec().brokerPort()));
      Outcome refused = run(node.command("run"));
      assertThat(refused.exitCode()).isEqualTo(1);
      assertOneLineNaming(refused, Integer.toString(node.spec().brokerPort()));
    }
  }

  @Test
  void aBadValueIsNamed() throws Exception {
    List<String> command = new ArrayList<>(node.command("run"));
    command.add("--set");
    command.add("flushDiskType=SOMETIMES");
    Outcome refused = run(command);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertOneLineNaming(refused, "flushDiskType");
    assertThat(refused.output()).contains("SOMETIMES", "ASYNC_FLUSH", "SYNC_FLUSH");
  }

  @Test
  void anUnwritableDataDirectoryIsNamed() throws Exception {
    Path file = Files.createFile(node.spec().home().resolve("not-a-directory"));
    List<String> command = new ArrayList<>(node.command("run"));
    command.set(command.indexOf("--data") + 1, file.resolve("data").toString());
    Outcome refused = run(command);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertOneLineNaming(refused, "not-a-directory");
  }

  @Test
  void rocketMqConfigurationFileIsTakenAsItIs() throws Exception {
    Path conf = node.spec().home().resolve("broker.conf");
    Files.writeString(
        conf,
        """
        brokerClusterName = DefaultCluster
        brokerName = from-the-file
        brokerId = 0
        deleteWhen = 04
        fileReservedTime = 48
        brokerRole = ASYNC_MASTER
        flushDiskType = ASYNC_FLUSH
        autoCreateTopicEnable = false
        aKeyThatNobodyKnows = 1
        """);
    List<String> command = new ArrayList<>(node.command("start"));
    int brokerName = command.indexOf("brokerName=" + node.spec().brokerName());
    command.remove(brokerName);
    command.remove(brokerName - 1);
    command.add("-c");
    command.add(conf.toString());
    Outcome started = run(command);
    assertThat(started.exitCode()).as(started.output()).isZero();
    try (Wire wire = Wire.to(node.nameServer())) {
      RemotingCommand cluster = wire.call(106, Map.of());
      assertThat(new String(cluster.getBody(), StandardCharsets.UTF_8)).contains("from-the-file");
      assertThat(wire.call(105, Map.of("topic", "TBW102")).getCode())
          .as("no template for automatic topics")
          .isEqualTo(17);
    }
  }

  private static void assertOneLineNaming(Outcome outcome, String what) {
    assertThat(outcome.output()).contains(what).doesNotContain("Exception", "\tat ");
    assertThat(outcome.output().lines().filter(line -> !line.isBlank())).hasSize(1);
  }

  private void sendAndReceive(String prefix) throws Exception {
    Set<String> received = ConcurrentHashMap.newKeySet();
    try (Clients clients = new Clients(node)) {
      DefaultMQPushConsumer consumer = clients.pushConsumer("DistributionConsumers");
      consumer.subscribe("DistributionTopic", "*");
      consumer.registerMessageListener(
          (MessageListenerConcurrently)
              (batch, context) -> {
                batch.forEach(m -> received.add(new String(m.getBody(), StandardCharsets.UTF_8)));
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
              });
      DefaultMQProducer producer = clients.producer("DistributionProducers");
      List<String> sent = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sent.add(prefix + i);
        producer.send(
            new Message("DistributionTopic", (prefix + i).getBytes(StandardCharsets.UTF_8)));
      }
      consumer.start();
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(received).containsExactlyInAnyOrderElementsOf(sent));
    }
  }

  private Outcome marquetry(String verb) throws Exception {
    List<String> command = node.command(verb);
    return run(verb.equals("start") ? command : command.subList(0, 4));
  }

  private static Outcome run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
