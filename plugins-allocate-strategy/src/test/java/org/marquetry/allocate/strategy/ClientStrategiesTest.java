/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMachineRoomNearby;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragelyByCircle;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueByConfig;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueByMachineRoom;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueConsistentHash;
import org.apache.rocketmq.common.message.MessageQueue;
import org.junit.jupiter.api.Test;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;

/** The judge is RocketMQ's own client: what its classes give, ours give. */
class ClientStrategiesTest {

  private static final int GROUPS = 4_000;

  private static final AllocateMachineRoomNearby.MachineRoomResolver ROOM_RESOLVER =
      new AllocateMachineRoomNearby.MachineRoomResolver() {
        @Override
        public String brokerDeployIn(MessageQueue queue) {
          return queue.getBrokerName().substring(0, 2);
        }

        @Override
        public String consumerDeployIn(String client) {
          return client.substring(0, 2);
        }
      };

  private static final Map<String, String> ROOMS =
      Map.of(
          "brokers.r0", "r0-*",
          "brokers.r1", "r1-*",
          "brokers.r2", "r2-*",
          "brokers.r3", "r3-*",
          "clients.r0", "r0-*",
          "clients.r1", "r1-*",
          "clients.r2", "r2-*",
          "clients.r3", "r3-*");

  private static List<MessageQueue> theirs(List<QueueId> queues) {
    List<MessageQueue> sorted = new ArrayList<>();
    queues.forEach(
        queue -> sorted.add(new MessageQueue(queue.topic(), queue.broker(), queue.number())));
    Collections.sort(sorted);
    return sorted;
  }

  private static List<QueueId> ours(List<MessageQueue> queues) {
    return queues.stream()
        .map(queue -> new QueueId(queue.getTopic(), queue.getBrokerName(), queue.getQueueId()))
        .toList();
  }

  /** Compares for one client that is drawn, and for all of them where the group is small. */
  private static void compare(
      long seed,
      RandomGroup group,
      AllocateMessageQueueStrategy judge,
      AllocateStrategy strategy,
      Map<String, String> settings) {
    Set<String> asking = new HashSet<>(Set.of(group.client()));
    if (group.clients.size() < 10) {
      asking.addAll(group.clients);
    }
    List<MessageQueue> queues = theirs(group.queues);
    assertThat(ours(queues)).as("order of queues, seed %s", seed).isEqualTo(group.queues);
    for (String client : asking) {
      assertThat(
              strategy.allocate(
                  GivenContext.of(client, group.queues, group.clients).with(settings)))
          .as("seed %s, client %s of %s", seed, client, group.clients)
          .isEqualTo(ours(judge.allocate("G", client, queues, group.clients)));
    }
  }

  private static void compareMany(
      AllocateMessageQueueStrategy judge,
      AllocateStrategy strategy,
      boolean rooms,
      Map<String, String> settings) {
    for (long seed = 0; seed < GROUPS; seed++) {
      compare(seed, new RandomGroup(seed, rooms), judge, strategy, settings);
    }
  }

  @Test
  void average() {
    compareMany(new AllocateMessageQueueAveragely(), new Averagely(), false, Map.of());
  }

  @Test
  void averageByCircle() {
    compareMany(
        new AllocateMessageQueueAveragelyByCircle(), new AveragelyByCircle(), false, Map.of());
  }

  @Test
  void consistentHash() {
    compareMany(new AllocateMessageQueueConsistentHash(), new ConsistentHash(), false, Map.of());
    compareMany(
        new AllocateMessageQueueConsistentHash(3),
        new ConsistentHash(),
        false,
        Map.of("places", "3"));
  }

  @Test
  void machineRoom() {
    AllocateMessageQueueByMachineRoom judge = new AllocateMessageQueueByMachineRoom();
    judge.setConsumeridcs(Set.of("r0", "r2"));
    compareMany(judge, new ByMachineRoom(), false, Map.of("rooms", "r0, r2"));
  }

  @Test
  void machineRoomNearby() {
    compareMany(
        new AllocateMachineRoomNearby(new AllocateMessageQueueAveragely(), ROOM_RESOLVER),
        new MachineRoomNearby(),
        true,
        ROOMS);
    compareMany(
        new AllocateMachineRoomNearby(new AllocateMessageQueueAveragely(), ROOM_RESOLVER),
        new MachineRoomNearbyAveragely(),
        true,
        ROOMS);
    compareMany(
        new AllocateMachineRoomNearby(new AllocateMessageQueueAveragelyByCircle(), ROOM_RESOLVER),
        new MachineRoomNearbyByCircle(),
        true,
        ROOMS);
    compareMany(
        new AllocateMachineRoomNearby(new AllocateMessageQueueConsistentHash(), ROOM_RESOLVER),
        new MachineRoomNearbyConsistentHash(),
        true,
        ROOMS);
  }

  @Test
  void config() {
    AllocateMessageQueueByConfig judge = new AllocateMessageQueueByConfig();
    for (long seed = 0; seed < GROUPS; seed++) {
      RandomGroup group = new RandomGroup(seed, false);
      List<QueueId> chosen = new ArrayList<>(group.queues);
      Collections.shuffle(chosen, group.random);
      chosen = chosen.subList(0, 1 + group.random.nextInt(chosen.size()));
      StringBuilder setting = new StringBuilder();
      for (QueueId queue : chosen) {
        setting.append(queue.broker()).append(':').append(queue.number()).append(',');
      }
      judge.setMessageQueueList(theirs(chosen, group));
      String client = group.client();
      assertThat(
              new ByConfig()
                  .allocate(
                      GivenContext.of(client, group.queues, group.clients)
                          .with(Map.of(client, setting.toString()))))
          .as("seed %s", seed)
          .isEqualTo(ours(judge.allocate("G", client, theirs(group.queues), group.clients)));
    }
  }

  private static List<MessageQueue> theirs(List<QueueId> chosen, RandomGroup group) {
    return chosen.stream()
        .map(queue -> new MessageQueue(queue.topic(), queue.broker(), queue.number()))
        .peek(queue -> assertThat(theirs(group.queues)).contains(queue))
        .toList();
  }

  @Test
  void whatTheirsRefuseOursRefuse() {
    List<QueueId> queues = List.of(new QueueId("T", "b", 0));
    for (AllocateStrategy strategy :
        List.of(new Averagely(), new AveragelyByCircle(), new ConsistentHash(), new Sticky())) {
      assertThatThrownBy(() -> strategy.allocate(GivenContext.of("", queues, List.of("a"))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> strategy.allocate(GivenContext.of("a", List.of(), List.of("a"))))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> strategy.allocate(GivenContext.of("a", queues, List.of())))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void ourNamesAreTheirNames() {
    AllocateMessageQueueAveragely average = new AllocateMessageQueueAveragely();
    AllocateMessageQueueAveragelyByCircle circle = new AllocateMessageQueueAveragelyByCircle();
    AllocateMessageQueueConsistentHash hash = new AllocateMessageQueueConsistentHash();
    assertThat(average.getName()).isEqualTo(Averagely.STRATEGY);
    assertThat(circle.getName()).isEqualTo(AveragelyByCircle.STRATEGY);
    assertThat(hash.getName()).isEqualTo(ConsistentHash.STRATEGY);
    assertThat(new AllocateMessageQueueByConfig().getName()).isEqualTo(ByConfig.STRATEGY);
    assertThat(new AllocateMessageQueueByMachineRoom().getName()).isEqualTo(ByMachineRoom.STRATEGY);
    assertThat(nearby(average)).isEqualTo(MachineRoomNearbyAveragely.STRATEGY);
    assertThat(nearby(circle)).isEqualTo(MachineRoomNearbyByCircle.STRATEGY);
    assertThat(nearby(hash)).isEqualTo(MachineRoomNearbyConsistentHash.STRATEGY);
  }

  private static String nearby(AllocateMessageQueueStrategy inner) {
    return new AllocateMachineRoomNearby(inner, ROOM_RESOLVER).getName();
  }
}
