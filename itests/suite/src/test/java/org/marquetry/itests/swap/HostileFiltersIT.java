/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.audit.AuditedConsumer;
import org.marquetry.itests.audit.AuditedProducer;
import org.marquetry.itests.audit.Ledger;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.environment.SourceTree;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.wire.Topics;

/**
 * Filters that loop, throw, block, leak, recurse and allocate wildly, one after the other, beside
 * clients that have nothing to do with them.
 */
class HostileFiltersIT {

  private static final List<String> MISDEEDS =
      List.of("THROW", "LINK", "DEEP", "BLOCK", "LOOP", "HUNGRY", "LEAK");
  private static final int QUIET_SECONDS = 3;

  /**
   * As many as failures in a row put a plugin aside: one queue is asked for again only seconds
   * later.
   */
  private static final int QUEUES = 5;

  private final List<String> report = new ArrayList<>();

  @Test
  void harmNobodyElse() throws Exception {
    try (DistributionNode node = Nodes.distribution("hostile-filters", spec -> spec)) {
      node.start();
      Topics.create(node.nameServer(), node.broker(), "Bystanders", 4);
      Topics.create(node.nameServer(), node.broker(), "Baited", QUEUES);
      Ledger ledger = new Ledger();
      AuditedConsumer bystander = new AuditedConsumer(ledger, properties -> true);
      try (Clients clients = new Clients(node)) {
        DefaultMQPushConsumer consumer = clients.pushConsumer("Bystander");
        consumer.subscribe("Bystanders", "*");
        bystander.listen(consumer);
        consumer.start();
        quietly(clients, ledger);
        PluginJar.read(
                SourceTree.root()
                    .resolve("itests/hostile-filters/target/itests-hostile-filters-0.1.0.jar"))
            .dropInto(node.deployFolder());
        Plugins plugins = new Plugins(node.shell());
        plugins.awaitInUse("HOSTILE_LEAK", "0.1.0");
        DefaultMQProducer bait = clients.producer("BaitProducer");
        for (String misdeed : MISDEEDS) {
          suffer(misdeed, node, clients, ledger, bait);
        }
        Awaitility.await("the bystander has everything")
            .atMost(Duration.ofMinutes(1))
            .untilAsserted(() -> assertThat(bystander.missing()).isEmpty());
        assertThat(bystander.wrong()).isEmpty();
        assertThat(bystander.repeated()).isEmpty();
      } finally {
        Path file = SourceTree.workDirectory("hostile-report").resolve("report.txt");
        Files.write(file, report);
      }
      node.stop();
    }
  }

  /** What sends take while nobody does harm: the measure for the rest. */
  private void quietly(Clients clients, Ledger ledger) throws Exception {
    try (AuditedProducer producer = load(clients, ledger)) {
      TimeUnit.SECONDS.sleep(QUIET_SECONDS); // a measurement, not a wait
      report.add("sends of a bystander with no plugin: " + producer.pauses());
    }
  }

  private void suffer(
      String misdeed, DistributionNode node, Clients clients, Ledger ledger, DefaultMQProducer bait)
      throws Exception {
    String type = "HOSTILE_" + misdeed;
    DefaultMQPushConsumer victim = clients.pushConsumer("Victim" + misdeed);
    victim.subscribe("Baited", MessageSelector.bySql("#!" + type + " match"));
    Ledger none = new Ledger();
    AuditedConsumer came = new AuditedConsumer(none, properties -> true);
    came.listen(victim);
    victim.start();
    try (AuditedProducer producer = load(clients, ledger)) {
      for (int queue = 0; queue < QUEUES; queue++) {
        Message message = new Message("Baited", misdeed.getBytes(StandardCharsets.UTF_8));
        message.putUserProperty("bait", misdeed);
        bait.send(message, new MessageQueue("Baited", node.brokerName(), queue));
      }
      if (misdeed.equals("LEAK")) {
        Awaitility.await("a leaking filter still filters")
            .atMost(Duration.ofSeconds(30))
            .until(() -> came.count() > 0);
      } else {
        Awaitility.await(type + " is put aside")
            .atMost(Duration.ofSeconds(60))
            .pollInterval(Duration.ofMillis(50))
            .until(() -> new Plugins(node.shell()).state(type).equals("put aside"));
        assertThat(came.count()).as("delivered although %s never judged it", type).isZero();
      }
      TimeUnit.SECONDS.sleep(QUIET_SECONDS); // a measurement, not a wait
      assertThat(producer.failures())
          .as("a bystander's sends, %s", producer.lastFailure())
          .isZero();
      report.add("sends of a bystander with " + type + ": " + producer.pauses());
    }
    victim.shutdown();
  }

  private static AuditedProducer load(Clients clients, Ledger ledger) throws Exception {
    return new AuditedProducer(
        clients.producer("BystanderProducer" + System.nanoTime()),
        "Bystanders",
        ledger,
        2,
        42,
        message -> {});
  }
}
