/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragelyByCircle;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.audit.AuditedProducer;
import org.marquetry.itests.audit.Ledger;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.matrix.ClientLoader;
import org.marquetry.itests.matrix.ClientVersion;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.stage.GroupMember;
import org.marquetry.itests.stage.Listener;
import org.marquetry.itests.stage.Target;
import org.marquetry.itests.swap.Plugins;
import org.marquetry.itests.wire.Topics;

/**
 * Clients of 4.9.8, which compute their queues themselves, steered by the list of clients that the
 * broker shows them.
 */
class SteeringIT {

  private static final int QUEUES = 8;

  private static ClientLoader classic;
  private static DistributionNode node;
  private static Allocations allocations;

  private final Set<String> delivered = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void startNode() throws IOException {
    classic = ClientLoader.of(ClientVersion.V4_9_8);
    node = Nodes.distribution("steering", spec -> spec);
    node.start();
    allocations = new Allocations(node.shell());
    Foreign.REVERSED.jar("REVERSED", "1.0.0").dropInto(node.deployFolder());
    Foreign.ROTATED.jar("ROTATED", "1.0.0").dropInto(node.deployFolder());
    Plugins plugins = new Plugins(node.shell());
    plugins.awaitInUse("REVERSED", "1.0.0");
    plugins.awaitInUse("ROTATED", "1.0.0");
  }

  @AfterAll
  static void stopNode() throws IOException {
    try (DistributionNode running = node) {
      running.stop();
    }
  }

  private Crew crew(String name, String strategy, int members) throws Exception {
    Crew crew = new Crew(name, name + "Topic", node.brokerName(), QUEUES);
    Topics.create(node.nameServer(), node.broker(), crew.topic(), QUEUES);
    for (int number = 1; number <= members; number++) {
      crew.add(classicMember(crew, number, strategy, false));
    }
    return crew;
  }

  /** Made of classes of its own client version. */
  private GroupMember classicMember(Crew crew, int number, String strategy, boolean broadcasting)
      throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(classic);
    try {
      return Class.forName("org.marquetry.itests.scenario.ComputingMember", true, classic)
          .asSubclass(GroupMember.class)
          .getConstructor(
              Target.class,
              String.class,
              String.class,
              String.class,
              String.class,
              boolean.class,
              Listener.class)
          .newInstance(
              target(),
              crew.group(),
              crew.topic(),
              crew.group() + "-" + number,
              strategy,
              broadcasting,
              (Listener) (id, queueId) -> delivered.add(id));
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("no member of client 4.9.8", e.getCause());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Target target() {
    return new Target() {
      @Override
      public String label() {
        return ClientVersion.V4_9_8.label();
      }

      @Override
      public String nameServer() {
        return node.nameServer();
      }

      @Override
      public String brokerName() {
        return node.brokerName();
      }

      @Override
      public void createTopic(String topic, int queues) throws Exception {
        Topics.create(node.nameServer(), node.broker(), topic, queues);
      }
    };
  }

  private static Map<String, SortedSet<Integer>> blocks(Crew crew, Crew.Order order) {
    return crew.computed(new AllocateMessageQueueAveragely(), order);
  }

  @Test
  void membersReadWhatThePreviewSaysWhileTheyJoinAndLeave() throws Exception {
    try (Crew crew = crew("Steered", "AVG", 3);
        Clients clients = new Clients(node)) {
      Ledger ledger = new Ledger();
      AuditedProducer producer =
          new AuditedProducer(
              clients.producer("SteeredProducer"), crew.topic(), ledger, 1, 1, message -> {});
      try (producer) {
        crew.awaitOwners("by the true list", blocks(crew, ascending -> ascending));
        steer(crew, "REVERSED");
        assertThat(crew.owners()).isEqualTo(blocks(crew, Foreign.REVERSED::order));
        assertThat(allocations.owners(crew.group(), crew.topic())).isEqualTo(crew.owners());

        crew.add(classicMember(crew, 4, "AVG", false));
        crew.awaitOwners("one joined", blocks(crew, Foreign.REVERSED::order));
        crew.firstLeaves();
        crew.awaitOwners("one left", blocks(crew, Foreign.REVERSED::order));
        crew.add(asking(crew, 5));
        crew.awaitOwners("one that asks joined", blocks(crew, Foreign.REVERSED::order));
        steer(crew, "ROTATED");
        assertThat(crew.owners()).isEqualTo(blocks(crew, Foreign.ROTATED::order));
        assertThat(allocations.steering(crew.group())).isEqualTo("clients are steered");
        crew.lastLeaves();
        crew.awaitOwners("it left again", blocks(crew, Foreign.ROTATED::order));

        node.shell().must("mq:allocate-unset " + crew.group());
        crew.awaitOwners("by the true list again", blocks(crew, ascending -> ascending));
        assertThat(allocations.owners(crew.group(), crew.topic()))
            .as("what is shown after steering")
            .isEqualTo(crew.owners());
      }
      assertThat(producer.failures()).as("failed: %s", producer.lastFailure()).isZero();
      Awaitility.await("every acknowledged message is delivered")
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(ledger.where(properties -> true))
                      .allMatch(entry -> delivered.contains(entry.id())));
    }
  }

  private GroupMember asking(Crew crew, int number) throws Exception {
    return AskingMember.join(
        node,
        crew.group(),
        crew.topic(),
        crew.group() + "-" + number,
        "AVG",
        message -> delivered.add(message.getMsgId()));
  }

  /** Sets what was previewed, and waits until the clients read just that. */
  private static void steer(Crew crew, String strategy) throws IOException {
    Allocations.Preview preview =
        allocations.preview(crew.topic(), crew.group() + " " + strategy + " --client-strategy AVG");
    assertThat(preview.steerable()).startsWith("yes");
    node.shell().must("mq:allocate-steer " + crew.group() + " " + strategy);
    crew.awaitOwners("steered to " + strategy, preview.owners());
  }

  @Test
  void whatNoListOfClientsCanSayIsRefused() throws Exception {
    try (Crew blocks = crew("Unsteerable", "AVG", 3);
        Crew circle = crew("Circling", "AVG_BY_CIRCLE", 3)) {
      Map<String, SortedSet<Integer>> before = blocks(blocks, ascending -> ascending);
      blocks.awaitOwners("by the true list", before);
      for (String strategy : List.of("AVG_BY_CIRCLE", "CONSISTENT_HASH")) {
        assertThat(
                allocations
                    .preview(blocks.topic(), "Unsteerable " + strategy + " --client-strategy AVG")
                    .steerable())
            .startsWith("no: member ")
            .contains("no list of clients makes AVG");
        assertThat(allocations.refused("mq:allocate-steer Unsteerable " + strategy))
            .contains("cannot be steered to " + strategy, "nothing is changed");
      }
      assertThat(allocations.refused("mq:allocate-steer Unsteerable AVG --client-strategy"))
          .contains("wants a value");
      assertThat(
              allocations.refused(
                  "mq:allocate-steer Unsteerable AVG --client-strategy CONSISTENT_HASH"))
          .contains("CONSISTENT_HASH");
      assertThat(blocks.owners()).as("after refusals").isEqualTo(before);

      // Without steering such a choice reaches nobody here, and says so.
      assertThat(node.shell().must("mq:allocate-set Unsteerable AVG_BY_CIRCLE"))
          .contains("does not reach members that compute their queues themselves");
      node.shell().must("mq:allocate-unset Unsteerable");

      Map<String, SortedSet<Integer>> turns =
          circle.computed(new AllocateMessageQueueAveragelyByCircle(), ascending -> ascending);
      circle.awaitOwners("by the true list", turns);
      assertThat(
              allocations.refused("mq:allocate-steer Circling AVG --client-strategy AVG_BY_CIRCLE"))
          .contains("no list of clients makes AVG_BY_CIRCLE");
    }
  }

  @Test
  void broadcastingMembersReadEverything() throws Exception {
    Crew crew = new Crew("SteeredBroadcast", "SteeredBroadcastTopic", node.brokerName(), QUEUES);
    Topics.create(node.nameServer(), node.broker(), crew.topic(), QUEUES);
    try (crew) {
      crew.add(classicMember(crew, 1, "AVG", true));
      crew.add(classicMember(crew, 2, "AVG", true));
      Map<String, SortedSet<Integer>> all = new TreeMap<>();
      crew.ids().forEach(id -> all.put(id, new TreeSet<>(List.of(0, 1, 2, 3, 4, 5, 6, 7))));
      crew.awaitOwners("everything", all);
      assertThat(allocations.refused("mq:allocate-steer SteeredBroadcast REVERSED"))
          .contains("BROADCASTING");
      assertThat(crew.owners()).isEqualTo(all);
    }
  }
}
