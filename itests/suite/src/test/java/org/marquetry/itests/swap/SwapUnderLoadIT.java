/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.common.message.Message;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.audit.AuditedConsumer;
import org.marquetry.itests.audit.AuditedProducer;
import org.marquetry.itests.audit.Ledger;
import org.marquetry.itests.audit.Pauses;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;

/**
 * Filters, strategies, storage backends, interceptors and request handlers are dropped, replaced,
 * overwritten and deleted at random under load; every acknowledged message has to reach exactly
 * those who should have it.
 *
 * <p>{@code -Ditests.swap.seconds=600} runs longer, {@code -Ditests.swap.seed=…} repeats a run's
 * choices.
 */
class SwapUnderLoadIT {

  private static final int SECONDS = Integer.getInteger("itests.swap.seconds", 60);
  private static final long SEED = Long.getLong("itests.swap.seed", System.nanoTime());
  private static final String TOPIC = "Audited";
  private static final int QUEUES = 8;

  /** Of a handler in {@code itests/request-handlers}. */
  private static final String HANDLED_CODE = "9002";

  private static final String EXPRESSION = "color = 'red' AND weight BETWEEN 10 AND 50";

  private final Random random = new Random(SEED);
  private final Ledger ledger = new Ledger();
  private final AuditedConsumer everything = new AuditedConsumer(ledger, properties -> true);
  private final AuditedConsumer selected =
      new AuditedConsumer(ledger, SwapUnderLoadIT::isRedAndMiddling);
  private final AuditedConsumer assigned = new AuditedConsumer(ledger, properties -> true);
  private final Map<String, Pauses> pauses = new TreeMap<>();
  private final Pauses activations = new Pauses();
  private final List<String> done = new ArrayList<>();

  private DistributionNode node;
  private Plugins plugins;
  private DeployedPlugin sql;
  private DeployedPlugin strategies;
  private DeployedPlugin memory;
  private DeployedPlugin audit;
  private DeployedPlugin handlers;
  private String backend = "mapped";

  /** Something that an operator does to the plugins. */
  private interface Step {
    void run() throws IOException;
  }

  @Test
  void everyAcknowledgedMessageReachesExactlyThoseWhoShouldHaveIt() throws Exception {
    node = Nodes.distribution("swap", spec -> spec);
    try (DistributionNode running = node) {
      running.start();
      plugins = new Plugins(node.shell());
      Path deploy = node.deployFolder();
      sql = deployed("plugins-filter-sql", "plugins-filter-sql", deploy);
      strategies = deployed("plugins-allocate-strategy", "plugins-allocate-strategy", deploy);
      memory = deployed("bundles/store-memory", "store-memory", deploy);
      audit = deployed("examples/interceptor-audit", "examples-interceptor-audit", deploy);
      handlers = deployed("itests/request-handlers", "itests-request-handlers", deploy);
      sql.drop();
      plugins.awaitInUse("SQL92", sql.version());
      Topics.create(node.nameServer(), node.broker(), TOPIC, QUEUES);
      try (Clients clients = new Clients(node)) {
        consume(clients);
        List<AuditedProducer> producers = List.of(producer(clients, 1), producer(clients, 2));
        Awaitility.await("load")
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> everything.count() > 100 && selected.count() > 100 && assigned.count() > 100);
        swapAtRandom();
        producers.forEach(AuditedProducer::close);
        audit(producers);
      } finally {
        report();
      }
      node.stop();
    }
  }

  private static DeployedPlugin deployed(String module, String artifact, Path folder)
      throws IOException {
    Path jar = SourceTree.root().resolve(module + "/target/" + artifact + "-0.1.0.jar");
    return new DeployedPlugin(PluginJar.read(jar), folder);
  }

  private void consume(Clients clients) throws Exception {
    DefaultMQPushConsumer all = clients.pushConsumer("SwapEverything");
    all.subscribe(TOPIC, "*");
    everything.listen(all);
    all.start();
    DefaultMQPushConsumer some = clients.pushConsumer("SwapSelected");
    some.subscribe(TOPIC, MessageSelector.bySql(EXPRESSION));
    selected.listen(some);
    some.start();
    for (int member = 0; member < 2; member++) {
      DefaultMQPushConsumer asking = clients.pushConsumer("SwapAssigned");
      asking.setClientRebalance(false);
      asking.subscribe(TOPIC, "*");
      assigned.listen(asking);
      asking.start();
    }
  }

  private AuditedProducer producer(Clients clients, int number) throws Exception {
    Random choice = new Random(SEED + number);
    return new AuditedProducer(
        clients.producer("SwapProducer" + number),
        TOPIC,
        ledger,
        1,
        SEED + number,
        message -> decorate(message, choice));
  }

  private static void decorate(Message message, Random choice) {
    message.putUserProperty("color", choice.nextBoolean() ? "red" : "blue");
    message.putUserProperty("weight", Integer.toString(choice.nextInt(60)));
  }

  private static boolean isRedAndMiddling(Map<String, String> properties) {
    int weight = Integer.parseInt(properties.get("weight"));
    return properties.get("color").equals("red") && weight >= 10 && weight <= 50;
  }

  private void swapAtRandom() throws IOException {
    Map<String, Step> steps = steps();
    List<String> names = new ArrayList<>(steps.keySet());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (System.nanoTime() < end) {
      String name = names.get(random.nextInt(names.size()));
      int sofar = selected.count();
      everything.takeLongestPause();
      selected.takeLongestPause();
      done.add(name);
      steps.get(name).run();
      Awaitility.await("deliveries to the filtered group after: " + name)
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> selected.count() > sofar + 10);
      pauses.computeIfAbsent(name, key -> new Pauses()).add(everything.takeLongestPause());
      if (name.startsWith("filter")) {
        pauses
            .computeIfAbsent(name + ", seen by its consumer", key -> new Pauses())
            .add(selected.takeLongestPause());
      }
    }
  }

  private Map<String, Step> steps() {
    Map<String, Step> steps = new LinkedHashMap<>();
    steps.put("filter: newer beside, old deleted", () -> replace(sql, "SQL92"));
    steps.put("filter: overwritten", () -> overwrite(sql, "SQL92"));
    steps.put("filter: deleted, put back", () -> deleteAndPutBack(sql, "SQL92"));
    steps.put("strategy: newer", () -> come(strategies, "AVG"));
    steps.put("strategy: another for the group", this::otherStrategy);
    steps.put("storage: other backend", this::otherBackend);
    steps.put("storage: newer backend", () -> come(memory, "memory"));
    steps.put("interceptor: comes or goes", () -> comeOrGo(audit, "audit"));
    steps.put("request handler: comes or goes", () -> comeOrGo(handlers, HANDLED_CODE));
    return steps;
  }

  private void replace(DeployedPlugin plugin, String name) throws IOException {
    Path old = plugin.dropBeside();
    activations.add(plugins.awaitInUse(name, plugin.version()));
    Files.delete(old);
  }

  private void overwrite(DeployedPlugin plugin, String name) throws IOException {
    plugin.overwrite();
    activations.add(plugins.awaitInUse(name, plugin.version()));
  }

  private void deleteAndPutBack(DeployedPlugin plugin, String name) throws IOException {
    plugin.delete();
    plugins.awaitGone(name);
    plugin.drop();
    activations.add(plugins.awaitInUse(name, plugin.version()));
  }

  /** A newer version of what the node has built in comes, or replaces the one before. */
  private void come(DeployedPlugin plugin, String name) throws IOException {
    if (plugin.present()) {
      replace(plugin, name);
    } else {
      plugin.drop();
      activations.add(plugins.awaitInUse(name, plugin.version()));
    }
  }

  private void otherStrategy() throws IOException {
    List<String> names = List.of("AVG", "AVG_BY_CIRCLE", "CONSISTENT_HASH", "STICKY");
    node.shell().must("mq:allocate-set SwapAssigned " + names.get(random.nextInt(names.size())));
  }

  private void otherBackend() throws IOException {
    backend = backend.equals("mapped") ? "memory" : "mapped";
    node.shell().must("mq:store-switch " + backend);
  }

  private void comeOrGo(DeployedPlugin plugin, String name) throws IOException {
    if (plugin.present()) {
      plugin.delete();
      plugins.awaitGone(name);
    } else {
      plugin.drop();
      activations.add(plugins.awaitInUse(name, plugin.version()));
    }
  }

  private void audit(List<AuditedProducer> producers) {
    Awaitility.await("every acknowledged message is delivered; done: " + done)
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              assertThat(everything.missing()).as("missing in the unfiltered group").isEmpty();
              assertThat(selected.missing()).as("missing in the filtered group").isEmpty();
              assertThat(assigned.missing()).as("missing in the assigned group").isEmpty();
            });
    assertThat(ledger.sharedPlaces()).as("places given twice").isEmpty();
    assertThat(everything.wrong()).as("wrong in the unfiltered group").isEmpty();
    assertThat(selected.wrong()).as("wrong in the filtered group").isEmpty();
    assertThat(assigned.wrong()).as("wrong in the assigned group").isEmpty();
    // A group whose queues never move gets nothing twice; the assigned one is rebalanced.
    assertThat(everything.repeated()).as("twice in the unfiltered group").isEmpty();
    assertThat(selected.repeated()).as("twice in the filtered group").isEmpty();
    for (AuditedProducer producer : producers) {
      assertThat(producer.failures())
          .as("sends that were not acknowledged, the last with %s", producer.lastFailure())
          .isZero();
    }
  }

  private void report() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("seed " + SEED + ", " + SECONDS + " s, " + done.size() + " swaps");
    lines.add("acknowledged " + ledger.size());
    lines.add("delivered " + everything.count() + ", filtered " + selected.count());
    lines.add("delivered by assignment " + assigned.count());
    lines.add("from drop to active: " + activations);
    pauses.forEach((name, values) -> lines.add("longest pause at " + name + ": " + values));
    lines.add("between deliveries in all: " + everything.pauses());
    Path report = SourceTree.workDirectory("swap-report").resolve("report.txt");
    Files.write(report, lines);
  }
}
