/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.pop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.awaitility.Awaitility;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.node.Node;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.swap.Plugins;
import org.marquetry.itests.wire.Topics;

/** A group that was told to pop with the admin tool, and selects by SQL what it wants. */
final class SelectedPops {

  private static final String TOPIC = "Selected";
  private static final String GROUP = "SelectedMembers";
  private static final int QUEUES = 2;

  /** The last one is wanted and has the longest delay, so that what is unwanted comes before it. */
  private static final int MESSAGES = 17;

  private static final long TOOL_SECONDS = 60;
  private static final int LEVEL_MILLIS = 1_000;
  private static final int TIMER_MILLIS = 700;

  private final Node node;
  private final Set<String> wanted = new HashSet<>();

  /** By key: not delivered before this time. */
  private final Map<String, Long> due = new ConcurrentHashMap<>();

  private final Map<String, MessageExt> came = new ConcurrentHashMap<>();

  SelectedPops(Node node) {
    this.node = node;
  }

  void begin() throws Exception {
    Topics.create(node.nameServer(), node.broker(), TOPIC, QUEUES);
    PopIT.makeGroup(GROUP);
    setConsumeMode();
    if (node instanceof DistributionNode ours) {
      PluginJar.read(SourceTree.bundle("plugins-filter-sql")).dropInto(ours.deployFolder());
      new Plugins(ours.shell()).awaitInUse("SQL92", "0.1.0");
    }
  }

  private void setConsumeMode() throws Exception {
    Path output = node.spec().home().resolve("mqadmin.out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Duser.home=" + node.spec().home(),
                "-Drocketmq.client.logUseSlf4j=true",
                "-cp",
                SourceTree.referenceJars() + "/*",
                "org.apache.rocketmq.tools.command.MQAdminStartup",
                "setConsumeMode",
                "-n",
                node.nameServer(),
                "-b",
                node.broker(),
                "-t",
                TOPIC,
                "-g",
                GROUP,
                "-m",
                "POP",
                "-q",
                "0")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS)).as("mqadmin ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(output).content().contains("set consume mode to " + node.broker() + " success");
  }

  /** A member that is new gets what it selects, not before it is due, by pops. */
  void popped(String when) throws Exception {
    try (Clients clients = new Clients(node)) {
      DefaultMQProducer producer = clients.producer("SelectedProducers");
      for (int i = 0; i < MESSAGES; i++) {
        send(producer, when + " " + i, i);
      }
      join(clients);
      Awaitility.await("what the member selects, " + when)
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(() -> assertThat(came.keySet()).containsAll(wanted));
    }
    assertThat(came.keySet()).as("messages that came, %s", when).isEqualTo(wanted);
    came.forEach(
        (key, message) -> {
          assertThat(message.getProperty(MessageConst.PROPERTY_POP_CK))
              .as("receipt of %s", key)
              .isNotNull();
          assertThat(message.getStoreTimestamp())
              .as("delivery of %s", key)
              .isGreaterThanOrEqualTo(due.get(key));
        });
  }

  private void send(DefaultMQProducer producer, String key, int i) throws Exception {
    boolean red = i % 2 == 0;
    int size = i % 4 == 0 ? 9 : 2;
    Message message = new Message(TOPIC, "T", key, key.getBytes(UTF_8));
    message.putUserProperty("color", red ? "red" : "blue");
    message.putUserProperty("size", Integer.toString(size));
    long delay = 0;
    if (i % 3 == 1) {
      delay = LEVEL_MILLIS;
      message.setDelayTimeLevel(1);
    } else if (i % 3 == 2) {
      delay = TIMER_MILLIS;
      message.setDelayTimeMs(delay);
    }
    due.put(key, System.currentTimeMillis() + delay);
    if (red && size > 3) {
      wanted.add(key);
    }
    producer.send(message);
  }

  private void join(Clients clients) throws Exception {
    DefaultMQPushConsumer consumer = clients.pushConsumer(GROUP);
    consumer.setClientRebalance(false);
    consumer.subscribe(TOPIC, MessageSelector.bySql("color = 'red' AND size > 3"));
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              batch.forEach(message -> came.put(message.getKeys(), message));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
  }
}
