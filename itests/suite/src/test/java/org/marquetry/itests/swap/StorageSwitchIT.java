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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
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
 * The log goes on in another storage backend again and again, and the backend that it is written
 * with is updated, under producers that send as fast as they are answered and never send again.
 */
class StorageSwitchIT {

  private static final String TOPIC = "Switched";
  private static final int QUEUES = 4;
  private static final int PRODUCERS = 3;
  private static final int SWITCHES = 50;
  private static final int SWITCHES_BEFORE_AN_UPDATE = 5;
  private static final int SENDS_BETWEEN = 200;

  private final Ledger ledger = new Ledger();
  private final AuditedConsumer consumer = new AuditedConsumer(ledger, properties -> true);
  private final List<AuditedProducer> producers = new ArrayList<>();
  private final Map<String, Pauses> pauses = new TreeMap<>();
  private final Map<String, Path> deployed = new HashMap<>();
  private int updates;

  private DistributionNode node;
  private Plugins plugins;

  /** Something that an operator does. */
  private interface Step {
    void run() throws IOException;
  }

  @Test
  void everySendIsAcknowledgedAndEveryMessageDeliveredOnce() throws Exception {
    try (DistributionNode running = Nodes.distribution("storage-switch", spec -> spec)) {
      node = running;
      node.start();
      plugins = new Plugins(node.shell());
      Topics.create(node.nameServer(), node.broker(), TOPIC, QUEUES);
      try (Clients clients = new Clients(node)) {
        DefaultMQPushConsumer all = clients.pushConsumer("SwitchedGroup");
        all.subscribe(TOPIC, "*");
        consumer.listen(all);
        all.start();
        for (int i = 0; i < PRODUCERS; i++) {
          DefaultMQProducer producer = clients.producer("SwitchedProducer" + i);
          producer.setRetryTimesWhenSendFailed(0);
          producers.add(new AuditedProducer(producer, TOPIC, ledger, 0, i, message -> {}));
        }
        Awaitility.await("load")
            .atMost(Duration.ofSeconds(30))
            .until(() -> consumer.count() > SENDS_BETWEEN);
        observed("quiet", () -> {});
        for (int i = 1; i <= SWITCHES; i++) {
          String backend = i % 2 == 0 ? "mapped" : "memory";
          observed("switch to " + backend, () -> node.shell().must("mq:store-switch " + backend));
          if (i % SWITCHES_BEFORE_AN_UPDATE == 0) {
            observed("newer version of " + backend, () -> update(backend));
          }
        }
        producers.forEach(AuditedProducer::close);
        audit();
      } finally {
        producers.forEach(AuditedProducer::close);
        report();
      }
      node.stop();
    }
  }

  /** Does something, and notes the longest that a send took around it. */
  private void observed(String name, Step step) throws IOException {
    producers.forEach(AuditedProducer::takeSlowest);
    consumer.takeLongestPause();
    step.run();
    int before = ledger.size();
    Awaitility.await("sends after: " + name)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> ledger.size() >= before + SENDS_BETWEEN || failures() > 0);
    assertThat(failures()).as("sends not acknowledged at: %s, %s", name, lastFailures()).isZero();
    long longest = producers.stream().mapToLong(AuditedProducer::takeSlowest).max().orElseThrow();
    pauses.computeIfAbsent("longest send at " + name, key -> new Pauses()).add(longest);
    pauses
        .computeIfAbsent("longest time without a delivery at " + name, key -> new Pauses())
        .add(consumer.takeLongestPause());
  }

  /** A newer version takes over, and the one before leaves. */
  private void update(String backend) throws IOException {
    updates++;
    String version = "1.0." + updates;
    Path jar =
        SourceTree.root()
            .resolve("bundles/store-" + backend + "/target/store-" + backend + "-0.1.0.jar");
    Path file = PluginJar.read(jar).withVersion(version).dropInto(node.deployFolder());
    plugins.awaitInUse(backend, version);
    awaitWrittenBy(backend, version);
    Path before = deployed.put(backend, file);
    if (before != null) {
      Files.delete(before);
    }
  }

  private void awaitWrittenBy(String backend, String version) {
    Awaitility.await("the log is written by " + backend + " " + version)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              Spans.Span last = Spans.of(node.shell()).last();
              assertThat(last.backend()).isEqualTo(backend);
              assertThat(last.version()).isEqualTo(version);
            });
  }

  private int failures() {
    return producers.stream().mapToInt(AuditedProducer::failures).sum();
  }

  private List<String> lastFailures() {
    return producers.stream().map(AuditedProducer::lastFailure).toList();
  }

  private void audit() throws IOException {
    assertThat(failures()).as("sends not acknowledged: %s", lastFailures()).isZero();
    Awaitility.await("every acknowledged message is delivered")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> assertThat(consumer.missing()).isEmpty());
    assertThat(consumer.wrong()).isEmpty();
    assertThat(consumer.repeated()).isEmpty();
    assertThat(consumer.count()).as("delivered and never acknowledged").isEqualTo(ledger.size());
    assertThat(ledger.sharedPlaces()).isEmpty();
    Spans spans = Spans.of(node.shell());
    assertThat(spans.all()).hasSize(SWITCHES + 1);
    spans.assertChained();
  }

  private void report() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(SWITCHES + " switches, " + updates + " updates, acknowledged " + ledger.size());
    producers.forEach(producer -> lines.add("all sends of one producer: " + producer.pauses()));
    pauses.forEach((name, values) -> lines.add(name + ": " + values));
    Files.write(SourceTree.workDirectory("storage-switch-report").resolve("report.txt"), lines);
  }
}
