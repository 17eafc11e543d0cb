/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragelyByCircle;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueConsistentHash;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.marquetry.itests.audit.AuditedConsumer;
import org.marquetry.itests.audit.AuditedProducer;
import org.marquetry.itests.audit.Ledger;
import org.marquetry.itests.environment.Nodes;
import org.marquetry.itests.node.DistributionNode;
import org.marquetry.itests.node.NodeSpec;
import org.marquetry.itests.plugin.PluginJar;
import org.marquetry.itests.process.Clients;
import org.marquetry.itests.swap.Plugins;
import org.marquetry.itests.wire.Topics;
import org.marquetry.itests.wire.Wire;

/** Clients of 5.5.0 that ask the broker for their queues. */
class AllocationIT {

  private static final int QUEUES = 8;
  private static final int SET_MESSAGE_REQUEST_MODE = 401;

  private static DistributionNode node;
  private static Allocations allocations;
  private static Plugins plugins;

  private final Ledger ledger = new Ledger();
  private final AuditedConsumer deliveries = new AuditedConsumer(ledger, properties -> true);

  @BeforeAll
  static void startNode() throws IOException {
    // The broker stands in the room "north".
    node =
        Nodes.distribution(
            "allocation",
            spec ->
                new NodeSpec(
                    spec.home(),
                    spec.store(),
                    spec.routePort(),
                    spec.brokerPort(),
                    "north@itest",
                    spec.settings()));
    node.start();
    allocations = new Allocations(node.shell());
    plugins = new Plugins(node.shell());
  }

  @AfterAll
  static void stopNode() throws IOException {
    try (DistributionNode running = node) {
      running.stop();
    }
  }

  private Crew crew(String name, int queues, String strategy, int members) throws Exception {
    Crew crew = new Crew(name, name + "Topic", node.brokerName(), queues);
    Topics.create(node.nameServer(), node.broker(), crew.topic(), queues);
    join(crew, strategy, 1, members);
    return crew;
  }

  private void join(Crew crew, String strategy, int first, int last) throws Exception {
    for (int number = first; number <= last; number++) {
      String name = crew.group() + "-" + number;
      crew.add(
          AskingMember.join(
              node, crew.group(), crew.topic(), name, strategy, deliveries::delivered));
    }
  }

  @Test
  void everyStrategyThatClientsNameIsHonoured() throws Exception {
    Path foreign = Foreign.REVERSED.jar("REVERSED", "1.0.0").dropInto(node.deployFolder());
    plugins.awaitInUse("REVERSED", "1.0.0");
    try (Crew blocks = crew("NamesAvg", QUEUES, "AVG", 3);
        Crew circle = crew("NamesCircle", QUEUES, "AVG_BY_CIRCLE", 3);
        Crew hash = crew("NamesHash", QUEUES, "CONSISTENT_HASH", 3);
        Crew sticky = crew("NamesSticky", QUEUES, "STICKY", 3);
        Crew reversed = crew("NamesForeign", QUEUES, "REVERSED", 3);
        Crew rooms = crew("NamesRoom", QUEUES, "MACHINE_ROOM", 2);
        Crew unknown = crew("NamesUnknown", QUEUES, "NO_SUCH", 2)) {
      blocks.awaitOwners("AVG", inOrder(blocks, new AllocateMessageQueueAveragely()));
      circle.awaitOwners(
          "AVG_BY_CIRCLE", inOrder(circle, new AllocateMessageQueueAveragelyByCircle()));
      hash.awaitOwners("CONSISTENT_HASH", inOrder(hash, new AllocateMessageQueueConsistentHash()));
      reversed.awaitOwners("a strategy from deploy", blocksOf(reversed, Foreign.REVERSED));
      sticky.awaitEvenShares("STICKY");
      assertThat(allocations.owners(sticky.group(), sticky.topic())).isEqualTo(sticky.owners());
      awaitProblem(rooms, "MACHINE_ROOM needs the setting rooms=ROOM");
      awaitProblem(unknown, "NO_SUCH");
      assertThat(rooms.owners().values()).as("read without a strategy").allMatch(Set::isEmpty);
      assertThat(unknown.owners().values()).allMatch(Set::isEmpty);
    }
    Files.delete(foreign);
  }

  private static Map<String, SortedSet<Integer>> inOrder(
      Crew crew, AllocateMessageQueueStrategy strategy) {
    return crew.computed(strategy, ascending -> ascending);
  }

  private static Map<String, SortedSet<Integer>> blocksOf(Crew crew, Foreign foreign) {
    return crew.computed(new AllocateMessageQueueAveragely(), foreign::order);
  }

  private static void awaitProblem(Crew crew, String text) {
    Awaitility.await(text + " is shown")
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(allocations.problem(crew.group(), crew.topic())).contains(text));
  }

  @Test
  void whatAnOperatorChoosesTakesEffectOnRunningClients() throws Exception {
    try (Crew crew = crew("Chosen", QUEUES, "AVG", 3)) {
      Map<String, SortedSet<Integer>> blocks = inOrder(crew, new AllocateMessageQueueAveragely());
      crew.awaitOwners("named by the clients", blocks);
      choose(crew, "AVG_BY_CIRCLE");
      assertThat(crew.owners())
          .isEqualTo(inOrder(crew, new AllocateMessageQueueAveragelyByCircle()));
      choose(crew, "MACHINE_ROOM rooms=north");
      choose(crew, "MACHINE_ROOM_NEARBY clients.north=*Chosen-1*,*Chosen-2* clients.south=*");
      assertThat(crew.owners().get(crew.ids().get(2))).as("read from another room").isEmpty();
      choose(
          crew,
          "CONFIG *Chosen-1*=north@itest:0-4 *Chosen-2*=north@itest:5,7 *Chosen-3*=north@itest:6");
      assertThat(crew.owners().get(crew.ids().get(1))).containsExactly(5, 7);
      assertThat(allocations.refused("mq:allocate-set Chosen NO_SUCH"))
          .contains("there is no strategy NO_SUCH");
      assertThat(allocations.refused("mq:allocate-set Chosen CONFIG *=nonsense"))
          .contains("allowed are queues as");
      assertThat(allocations.refused("mq:allocate-set NoSuchGroup AVG")).contains("NoSuchGroup");
      assertThat(crew.owners().get(crew.ids().get(1)))
          .as("after refused choices")
          .containsExactly(5, 7);
      assertThat(node.shell().must("mq:allocate-set Chosen MACHINE_ROOM rooms=south"))
          .contains("warning: MACHINE_ROOM gives nobody north@itest:0-7 of topic ChosenTopic");
      node.shell().must("mq:allocate-unset Chosen");
      crew.awaitOwners("left to the clients again", blocks);
    }
  }

  /** Sets what was previewed, and waits until the clients read just that. */
  private static void choose(Crew crew, String strategyAndSettings) throws IOException {
    String operands = crew.group() + " " + strategyAndSettings;
    Map<String, SortedSet<Integer>> before = crew.owners();
    Allocations.Preview preview = allocations.preview(crew.topic(), operands);
    int moves = 0;
    for (Map.Entry<String, SortedSet<Integer>> share : preview.owners().entrySet()) {
      moves += moved(before.get(share.getKey()), share.getValue()).size();
    }
    assertThat(preview.moves()).as("moves of %s", operands).isEqualTo(moves);
    node.shell().must("mq:allocate-set " + operands);
    crew.awaitOwners(operands, preview.owners());
  }

  private static SortedSet<Integer> moved(SortedSet<Integer> before, SortedSet<Integer> after) {
    SortedSet<Integer> moved = new TreeSet<>(after);
    moved.removeAll(before);
    return moved;
  }

  @Test
  void stickyMovesOnlyWhatTheLeavingMemberHad() throws Exception {
    int queues = 16;
    try (Crew crew = crew("Sticky", queues, "STICKY", 4)) {
      Map<String, SortedSet<Integer>> before = new TreeMap<>(crew.awaitEvenShares("four members"));
      SortedSet<Integer> orphans = before.get(crew.ids().get(0));
      crew.firstLeaves();
      Map<String, SortedSet<Integer>> after = crew.awaitEvenShares("three members");
      SortedSet<Integer> moved = new TreeSet<>();
      after.forEach((id, share) -> moved.addAll(moved(before.get(id), share)));
      assertThat(moved).as("queues that moved").isEqualTo(orphans);
    }
  }

  @Test
  void aStrategyIsUpdatedRemovedAndPutBackUnderLoad() throws Exception {
    PluginJar first = Foreign.REVERSED.jar("LOADED", "1.0.0");
    PluginJar second = Foreign.ROTATED.jar("LOADED", "1.1.0");
    Path old = first.dropInto(node.deployFolder());
    plugins.awaitInUse("LOADED", "1.0.0");
    try (Crew crew = crew("Loaded", QUEUES, "LOADED", 3);
        Clients clients = new Clients(node)) {
      AuditedProducer producer = load(clients, crew);
      try (producer) {
        crew.awaitOwners("the first version", blocksOf(crew, Foreign.REVERSED));
        awaitMore("the first version");

        Path present = second.dropInto(node.deployFolder());
        plugins.awaitInUse("LOADED", "1.1.0");
        Files.delete(old);
        Map<String, SortedSet<Integer>> last = blocksOf(crew, Foreign.ROTATED);
        crew.awaitOwners("the second version", last);
        awaitMore("the second version");

        Files.delete(present);
        plugins.awaitGone("LOADED");
        join(crew, "LOADED", 4, 4);
        awaitProblem(crew, "LOADED");
        awaitMore("without strategy");
        last.put(crew.ids().get(3), new TreeSet<>());
        assertThat(crew.owners()).as("the last known, without strategy").isEqualTo(last);

        second.dropInto(node.deployFolder());
        crew.awaitOwners("put back", blocksOf(crew, Foreign.ROTATED));
        crew.firstLeaves();
        crew.awaitOwners("a member left", blocksOf(crew, Foreign.ROTATED));
        awaitMore("put back");
      }
      assertThat(producer.failures()).as("failed: %s", producer.lastFailure()).isZero();
      awaitEverything();
      Files.delete(node.deployFolder().resolve("foreign-LOADED-1.1.0.jar"));
    }
  }

  private AuditedProducer load(Clients clients, Crew crew) throws Exception {
    return new AuditedProducer(
        clients.producer(crew.group() + "Producer"), crew.topic(), ledger, 1, 1, message -> {});
  }

  private void awaitMore(String when) {
    int sofar = deliveries.count();
    Awaitility.await("deliveries go on: " + when)
        .atMost(Duration.ofSeconds(30))
        .until(() -> deliveries.count() > sofar + 100);
  }

  private void awaitEverything() {
    Awaitility.await("every acknowledged message is delivered")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(deliveries.missing()).isEmpty());
    assertThat(deliveries.wrong()).isEmpty();
  }

  @Test
  void broadcastingGroupsReadAllQueues() throws Exception {
    Topics.create(node.nameServer(), node.broker(), "BroadcastTopic", QUEUES);
    try (Crew crew = new Crew("Broadcast", "BroadcastTopic", node.brokerName(), QUEUES)) {
      for (String name : List.of("Broadcast-1", "Broadcast-2")) {
        crew.add(
            AskingMember.join(
                node,
                crew.group(),
                crew.topic(),
                name,
                "AVG",
                MessageModel.BROADCASTING,
                deliveries::delivered));
      }
      Map<String, SortedSet<Integer>> all = new TreeMap<>();
      crew.ids().forEach(id -> all.put(id, new TreeSet<>(List.of(0, 1, 2, 3, 4, 5, 6, 7))));
      crew.awaitOwners("everything", all);
      for (String command : List.of("set", "steer", "preview")) {
        assertThat(allocations.refused("mq:allocate-" + command + " Broadcast AVG"))
            .contains("BROADCASTING");
      }
      assertThat(allocations.warning("Broadcast")).contains("BROADCASTING");
      assertThat(crew.owners()).isEqualTo(all);
    }
  }

  @Test
  void clientsAreToldToPopAndToPullAgain() throws Exception {
    Topics.create(node.nameServer(), node.broker(), "ModesTopic", QUEUES);
    List<AskingMember> members = new ArrayList<>();
    try (Clients clients = new Clients(node);
        Crew crew = new Crew("Modes", "ModesTopic", node.brokerName(), QUEUES)) {
      for (String name : List.of("Modes-1", "Modes-2")) {
        members.add(
            AskingMember.join(
                node, crew.group(), crew.topic(), name, "AVG", deliveries::delivered));
        crew.add(members.get(members.size() - 1));
      }
      Map<String, SortedSet<Integer>> blocks = inOrder(crew, new AllocateMessageQueueAveragely());
      crew.awaitOwners("pulling", blocks);
      requestMode(crew, "POP");
      for (AskingMember member : members) {
        Awaitility.await("any queue is popped, none is pulled")
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(
                () -> {
                  assertThat(member.popped(crew.topic())).containsExactly(-1);
                  assertThat(member.queues(crew.topic())).isEmpty();
                });
      }
      requestMode(crew, "PULL");
      crew.awaitOwners("pulling again", blocks);
      AuditedProducer producer = load(clients, crew);
      try (producer) {
        awaitMore("pulling again");
      }
      awaitEverything();
    }
  }

  private static void requestMode(Crew crew, String mode) throws IOException {
    String body =
        "{\"topic\":\"%s\",\"consumerGroup\":\"%s\",\"mode\":\"%s\",\"popShareQueueNum\":0}"
            .formatted(crew.topic(), crew.group(), mode);
    try (Wire wire = Wire.to(node.broker())) {
      RemotingCommand answer =
          wire.call(SET_MESSAGE_REQUEST_MODE, Map.of(), body.getBytes(StandardCharsets.UTF_8));
      assertThat(answer.getCode()).as("%s", answer).isZero();
    }
  }
}
