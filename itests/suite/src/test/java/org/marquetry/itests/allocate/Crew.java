/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.common.message.MessageQueue;
import org.awaitility.Awaitility;
import org.marquetry.itests.stage.GroupMember;

/** The members of one group that read one topic, and who reads what. Not thread-safe. */
final class Crew implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String group;
  private final String topic;
  private final String broker;
  private final int queues;
  private final List<GroupMember> members = new ArrayList<>();

  /** Puts the members into the order in which a strategy goes through them. */
  interface Order {
    List<String> of(List<String> ascending);
  }

  /**
   * @param broker name of the one that has the topic's queues
   */
  Crew(String group, String topic, String broker, int queues) {
    this.group = group;
    this.topic = topic;
    this.broker = broker;
    this.queues = queues;
  }

  String group() {
    return group;
  }

  String topic() {
    return topic;
  }

  void add(GroupMember member) {
    members.add(member);
  }

  /** The member with the highest client id leaves. */
  void lastLeaves() {
    GroupMember last =
        members.stream().max(Comparator.comparing(GroupMember::clientId)).orElseThrow();
    last.close();
    members.remove(last);
  }

  /** The member with the lowest client id leaves. */
  void firstLeaves() {
    GroupMember first =
        members.stream().min(Comparator.comparing(GroupMember::clientId)).orElseThrow();
    first.close();
    members.remove(first);
  }

  List<String> ids() {
    return members.stream().map(GroupMember::clientId).sorted().toList();
  }

  /** Who reads what at this moment, by client id. */
  Map<String, SortedSet<Integer>> owners() {
    Map<String, SortedSet<Integer>> owners = new TreeMap<>();
    members.forEach(member -> owners.put(member.clientId(), member.queues(topic)));
    return owners;
  }

  /** What a strategy of RocketMQ's client gives, the members taken in some order. */
  Map<String, SortedSet<Integer>> computed(AllocateMessageQueueStrategy strategy, Order order) {
    List<MessageQueue> all = new ArrayList<>();
    for (int number = 0; number < queues; number++) {
      all.add(new MessageQueue(topic, broker, number));
    }
    List<String> ids = order.of(ids());
    Map<String, SortedSet<Integer>> shares = new TreeMap<>();
    for (String id : ids) {
      SortedSet<Integer> share = new TreeSet<>();
      strategy.allocate(group, id, all, ids).forEach(queue -> share.add(queue.getQueueId()));
      shares.put(id, share);
    }
    return shares;
  }

  void awaitOwners(String why, Map<String, SortedSet<Integer>> wanted) {
    Awaitility.await(why)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(owners()).as(why).isEqualTo(wanted));
  }

  /**
   * Waits until every queue is read by exactly one member, and every member reads about as many.
   */
  Map<String, SortedSet<Integer>> awaitEvenShares(String why) {
    Awaitility.await(why)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              List<Integer> read = new ArrayList<>();
              owners().values().forEach(read::addAll);
              assertThat(read).as("queues read").doesNotHaveDuplicates().hasSize(queues);
              assertThat(owners().values())
                  .allSatisfy(
                      share ->
                          assertThat(share.size())
                              .isBetween(
                                  queues / members.size(),
                                  (queues + members.size() - 1) / members.size()));
            });
    return owners();
  }

  @Override
  public void close() {
    members.forEach(GroupMember::close);
    members.clear();
  }
}
