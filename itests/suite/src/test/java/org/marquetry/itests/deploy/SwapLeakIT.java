/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.environment.FelixNode;
import org.marquetry.itests.environment.Inventory;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Plugins of five kinds are replaced forty times each in a node that uses them; nothing may hold a
 * class of one that was replaced.
 */
class SwapLeakIT {

  private static final int ROUNDS = Integer.getInteger("itests.leak.rounds", 40);
  private static final String TOPIC = "Leaks";
  private static final String GROUP = "LeakConsumers";
  private static final int ECHO = 9001;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final AtomicInteger selected = new AtomicInteger();
  private final Map<String, WeakReference<ClassLoader>> replaced = new LinkedHashMap<>();
  private final Map<String, WeakReference<ClassLoader>> inUse = new LinkedHashMap<>();
  private List<Kind> kinds;
  private FelixNode node;
  private Inventory inventory;

  /**
   * @param plugin one of those in the jar
   */
  private record Kind(String plugin, PluginJar jar) {

    static Kind of(String plugin, Path jar) throws IOException {
      return new Kind(plugin, PluginJar.read(jar));
    }

    void drop(Path folder, String version) throws IOException {
      jar.withVersion(version).drop(folder.resolve(jar.name() + ".jar"));
    }
  }

  @Test
  void nothingOfAReplacedPluginIsHeld() throws Exception {
    kinds =
        List.of(
            Kind.of("SQL92", SourceTree.bundle("plugins-filter-sql")),
            Kind.of("AVG", SourceTree.part("plugins-allocate-strategy")),
            Kind.of("memory", SourceTree.part("store-memory")),
            Kind.of("audit", SourceTree.bundle("examples/interceptor-audit")),
            Kind.of(Integer.toString(ECHO), SourceTree.bundle("itests/request-handlers")));
    node = Nodes.felix("leaks");
    node.start();
    try (FelixNode running = node;
        Clients clients = new Clients(running);
        Wire wire = Wire.to(running.broker())) {
      inventory = new Inventory(running.shell());
      Topics.create(running.nameServer(), running.broker(), TOPIC, 2);
      DefaultMQProducer producer = clients.producer("LeakProducers");
      for (int round = 1; round <= ROUNDS; round++) {
        swap("1.0." + round);
        if (round == 1) {
          consume(clients);
          running.shell().must("mq:store-switch memory");
        }
        use(producer, wire);
      }
      awaitCollected();
      assertThat(inUse)
          .as("control: what is in use is not collected")
          .hasSize(kinds.size())
          .allSatisfy((name, loader) -> assertThat(loader.get()).as(name).isNotNull());
    }
  }

  private void consume(Clients clients) throws Exception {
    DefaultMQPushConsumer consumer = clients.pushConsumer(GROUP);
    consumer.subscribe(TOPIC, MessageSelector.bySql("number >= 0"));
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (batch, context) -> {
              selected.addAndGet(batch.size());
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
  }

  private void swap(String version) throws IOException {
    for (Kind kind : kinds) {
      kind.drop(node.deployFolder(), version);
    }
    for (Kind kind : kinds) {
      inventory.awaitInUse(kind.plugin(), version);
    }
    replaced.putAll(inUse);
    inUse.clear();
    for (Bundle bundle : node.bundleContext().getBundles()) {
      if (bundle.getLocation().startsWith("deploy:")
          && bundle.getVersion().toString().equals(version)) {
        inUse.put(
            bundle.getSymbolicName() + " " + version,
            new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
      }
    }
  }

  /** Has each of them called. */
  private void use(DefaultMQProducer producer, Wire wire) throws Exception {
    int before = selected.get();
    Message message = new Message(TOPIC, "hello".getBytes(UTF_8));
    message.putUserProperty("number", "1");
    producer.send(message);
    Awaitility.await("a filtered message")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> selected.get() > before);
    node.shell().must("mq:allocate-preview " + GROUP + " AVG");
    assertThat(wire.call(ECHO, Map.of()).getCode()).isZero();
  }

  private void awaitCollected() {
    assertThat(replaced).hasSize((ROUNDS - 1) * kinds.size());
    Awaitility.await("collection of what was replaced")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(held()).as("class loaders that are still held").isEmpty();
            });
  }

  private String[] held() {
    return replaced.entrySet().stream()
        .filter(entry -> entry.getValue().get() != null)
        .map(Map.Entry::getKey)
        .toArray(String[]::new);
  }
}
