/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.process.Queues;
import org.marquetry.itests.wire.Topics;

/** The bundle of a storage backend is taken out of the deploy folder and put back. */
class MissingBackendIT {

  private static final String TOPIC = "Kept";

  private DistributionNode node;
  private PluginJar jar;
  private Path file;

  @Test
  void makesItsSpanUnreadableAndNothingElse() throws Exception {
    jar =
        PluginJar.read(
                SourceTree.root().resolve("bundles/store-mapped/target/store-mapped-0.1.0.jar"))
            .renamed("itest.backend", "mapped", "disk");
    try (DistributionNode running = Nodes.distribution("missing-backend", spec -> spec)) {
      node = running;
      node.start();
      Topics.create(node.nameServer(), node.broker(), TOPIC, 1);
      putBack();
      new Plugins(node.shell()).awaitInUse("disk", jar.version());
      leaveWhileItIsWritten();
      node.stop();

      takeOut();
      node.start();
      restWorksWithoutIt();
      node.shell().must("mq:store-switch disk");
      node.stop();

      takeOut();
      CompletableFuture<Void> starting = CompletableFuture.runAsync(this::start);
      awaitWaiting();
      assertThat(starting).isNotDone();
      putBack();
      starting.join();
      try (Clients clients = new Clients(node)) {
        send(clients, "e");
        assertThat(bodies(clients)).containsExactly("a", "b", "c", "d", "e");
      }
      node.stop();
    }
  }

  /** Sends wait for a backend that comes back soon; where it does not the log goes on elsewhere. */
  private void leaveWhileItIsWritten() throws Exception {
    try (Clients clients = new Clients(node)) {
      send(clients, "a");
      node.shell().must("mq:store-switch disk");
      send(clients, "b");

      takeOut();
      awaitState(1, "away");
      CompletableFuture<Void> held = CompletableFuture.runAsync(() -> sendUnchecked(clients, "c"));
      putBack();
      held.join();

      takeOut();
      awaitState(1, "away");
      assertThatThrownBy(() -> send(clients, "refused"))
          .hasStackTraceContaining("waitTimeMillsForStorage")
          .hasStackTraceContaining("'disk' is not there")
          .hasStackTraceContaining("mq:store-switch");
      node.shell().must("mq:store-switch mapped");
      send(clients, "d");
      putBack();
      awaitState(1, "sealed");
      assertThat(bodies(clients)).containsExactly("a", "b", "c", "d");
    }
  }

  private void restWorksWithoutIt() throws Exception {
    awaitState(1, "unreadable");
    try (Clients clients = new Clients(node)) {
      DefaultMQPullConsumer consumer = clients.pullConsumer("KeptReader");
      MessageQueue queue = new MessageQueue(TOPIC, node.brokerName(), 0);
      assertThat(text(consumer.pull(queue, "*", 0, 1).getMsgFoundList().get(0).getBody()))
          .isEqualTo("a");
      assertThat(text(consumer.pull(queue, "*", 3, 1).getMsgFoundList().get(0).getBody()))
          .isEqualTo("d");
      Awaitility.await("the pull is told what is missing, and passes nothing over")
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> consumer.pull(queue, "*", 1, 32))
                      .hasStackTraceContaining("'disk' is not there")
                      .hasStackTraceContaining("deploy the bundle"));
      putBack();
      awaitState(1, "sealed");
      assertThat(bodies(clients)).containsExactly("a", "b", "c", "d");
    }
  }

  private void takeOut() throws IOException {
    Files.delete(file);
  }

  private void putBack() throws IOException {
    file = jar.dropInto(node.deployFolder());
  }

  private void start() {
    try {
      node.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitState(int span, String state) {
    Awaitility.await("span " + span + " is " + state)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Spans.of(node.shell()).all().get(span).state().equals(state));
  }

  private void awaitWaiting() {
    Awaitility.await("the broker says what it waits for")
        .atMost(Duration.ofSeconds(50))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(node.shell().must("mq:status"))
                    .contains("does not run", "no plugin offers the storage backend 'disk'"));
  }

  private static void sendUnchecked(Clients clients, String body) {
    try {
      send(clients, body);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(Clients clients, String body) throws Exception {
    DefaultMQProducer producer = clients.producer("KeptProducer");
    producer.setRetryTimesWhenSendFailed(0);
    Message message = new Message(TOPIC, body.getBytes(StandardCharsets.UTF_8));
    assertThat(producer.send(message).getSendStatus()).isEqualTo(SendStatus.SEND_OK);
  }

  private List<String> bodies(Clients clients) throws Exception {
    DefaultMQPullConsumer consumer = clients.pullConsumer("KeptReaders");
    MessageQueue queue = new MessageQueue(TOPIC, node.brokerName(), 0);
    return Queues.readWhole(consumer, queue).stream().map(each -> text(each.getBody())).toList();
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }
}
