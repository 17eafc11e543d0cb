/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.marquetry.broker.client.ConsumerGroup;

/**
 * Who owns what at present, as far as a broker can know: what it gave out; for clients that compute
 * themselves, what they should come to. Thread-safe.
 */
final class OwnersNow {

  /** What almost all clients compute: RocketMQ's default. */
  private static final String USUAL = "AVG";

  private final GroupChoices choices;
  private final AssignmentTable table;
  private final Allocations allocations;
  private final SteeredClients steered;
  private final WhoAsks asks;

  OwnersNow(
      GroupChoices choices,
      AssignmentTable table,
      Allocations allocations,
      SteeredClients steered,
      WhoAsks asks) {
    this.choices = choices;
    this.table = table;
    this.allocations = allocations;
    this.steered = steered;
    this.asks = asks;
  }

  /**
   * @param given {@code null} where nothing is known
   * @param known by what: empty where the broker gave it out
   */
  record Owners(Given given, String known) {}

  /**
   * By topic.
   *
   * @param online {@code null} where no member is
   */
  CompletableFuture<Map<String, Owners>> of(String group, ConsumerGroup online) {
    Map<String, WhoAsks.Way> ways = asks.ways(group);
    if (online != null) {
      ways.keySet().retainAll(Allocations.ids(online));
    }
    Set<String> topics = new TreeSet<>(table.ofGroup(group).keySet());
    if (online != null) {
      topics.addAll(online.subscriptions().keySet());
    }
    CompletableFuture<Map<String, Owners>> all = CompletableFuture.completedFuture(new TreeMap<>());
    for (String topic : topics) {
      all =
          all.thenCombine(
              of(group, topic, ways.values()),
              (known, owners) -> {
                known.put(topic, owners);
                return known;
              });
    }
    return all;
  }

  /**
   * @param known how the members that are online come to their queues
   */
  private CompletableFuture<Owners> of(String group, String topic, Collection<WhoAsks.Way> known) {
    GroupChoice choice = choices.of(group);
    SteeringPlan plan = choice == null ? null : steered.decided(group);
    if (choice != null && choice.steered() && plan != null && !plan.possible()) {
      return computed(group, topic, choice.clientStrategy(), "computed by the clients");
    }
    Collection<WhoAsks.Way> ways = choice != null && choice.steered() ? List.of() : known;
    boolean someCompute = ways.stream().anyMatch(way -> !way.asksBroker());
    boolean someAsk = ways.stream().anyMatch(WhoAsks.Way::asksBroker);
    TopicAssignment assignment = table.find(group, topic);
    Given newest = assignment == null ? null : assignment.newest();
    if (newest != null && (someAsk || !someCompute)) {
      return CompletableFuture.completedFuture(new Owners(newest, ""));
    }
    if (someCompute) {
      return computed(group, topic, USUAL, "computed by the clients, supposedly by " + USUAL);
    }
    Assignment before = assignment == null ? null : assignment.last();
    return CompletableFuture.completedFuture(
        before == null
            ? new Owners(null, "nobody asked yet")
            : new Owners(Given.of(before), "given out before the broker started"));
  }

  private CompletableFuture<Owners> computed(
      String group, String topic, String strategy, String known) {
    return allocations
        .tryOut(group, topic, strategy, Map.of())
        .handle(
            (assignment, failure) ->
                failure != null || assignment == null
                    ? new Owners(null, known)
                    : new Owners(Given.of(assignment), known));
  }
}
