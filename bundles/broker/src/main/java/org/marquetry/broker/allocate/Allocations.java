/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.client.Member;
import org.marquetry.system.Scheduler;

/**
 * Allocates the queues of topics to the members of groups by the strategies that are there, and
 * tells the members when what they were given changes without their doing. Thread-safe; never
 * blocks.
 */
final class Allocations {

  /** What happens to several topics of a group together is told once. */
  private static final long TELL_DELAY_MILLIS = 50;

  private final Consumers consumers;
  private final TopicQueues queues;
  private final StrategyCalls strategies;
  private final AssignmentTable table;
  private final Scheduler scheduler;
  private final Problems problems = new Problems();

  /** Groups and topics with queues that wait for an owner, to be looked at again. */
  private final Set<String> awaited = ConcurrentHashMap.newKeySet();

  private final Set<String> toldSoon = ConcurrentHashMap.newKeySet();

  Allocations(
      Consumers consumers,
      TopicQueues queues,
      StrategyCalls strategies,
      AssignmentTable table,
      Scheduler scheduler) {
    this.consumers = consumers;
    this.queues = queues;
    this.strategies = strategies;
    this.table = table;
    this.scheduler = scheduler;
  }

  /** Client ids, ascending. */
  static List<String> ids(ConsumerGroup group) {
    return group.members().stream().map(Member::clientId).distinct().sorted().toList();
  }

  /**
   * What a strategy gives the members of a group now, to be {@link #giveOut given out}. Completes
   * normally, on any thread.
   *
   * @return of {@code null} where the group has no members or the topic no queues
   */
  CompletableFuture<Given> given(
      String group, String topic, String strategy, Map<String, String> settings) {
    return situation(group, topic, strategy, settings)
        .thenCompose(
            situation ->
                situation == null ? CompletableFuture.completedFuture(null) : given(situation));
  }

  /**
   * What a strategy gives the members of a group of every topic that they subscribe to and that has
   * queues. Completes normally, on any thread.
   */
  CompletableFuture<Map<String, Given>> givenAll(
      ConsumerGroup group, String strategy, Map<String, String> settings) {
    CompletableFuture<Map<String, Given>> all = CompletableFuture.completedFuture(new TreeMap<>());
    for (String topic : new TreeSet<>(group.subscriptions().keySet())) {
      all =
          all.thenCombine(
              given(group.name(), topic, strategy, settings),
              (known, given) -> {
                if (given != null) {
                  known.put(topic, given);
                }
                return known;
              });
    }
    return all;
  }

  /**
   * What a strategy would give, without giving it. Completes exceptionally where it gives nothing,
   * with a reason for people.
   *
   * @return of {@code null} where the group has no members or the topic no queues
   */
  CompletableFuture<Assignment> tryOut(
      String group, String topic, String strategy, Map<String, String> settings) {
    return situation(group, topic, strategy, settings)
        .thenCompose(
            situation -> {
              CompletableFuture<Assignment> tried = new CompletableFuture<>();
              if (situation == null) {
                tried.complete(null);
                return tried;
              }
              TopicAssignment before = table.find(group, topic);
              strategies.shares(
                  situation,
                  () -> before == null ? Map.of() : before.previous(),
                  new StrategyCalls.Outcome<>() {
                    @Override
                    public void result(Map<String, List<QueueId>> shares) {
                      tried.complete(
                          new Assignment(
                              strategy,
                              strategies.version(strategy),
                              0,
                              situation.queues(),
                              shares));
                    }

                    @Override
                    public void none(String reason, boolean common) {
                      tried.completeExceptionally(new IllegalStateException(reason));
                    }
                  });
              return tried;
            });
  }

  /** Has the members of a group ask for their queues again, soon and once. */
  void tell(String group) {
    if (toldSoon.add(group)) {
      scheduler.after(
          "rebalance a group",
          TELL_DELAY_MILLIS,
          () -> {
            toldSoon.remove(group);
            consumers.tell(group);
          });
    }
  }

  /** Like {@link #given}, but what is to be computed. */
  CompletableFuture<Situation> situation(
      String group, String topic, String strategy, Map<String, String> settings) {
    return queues
        .of(topic)
        .thenApply(
            all -> {
              ConsumerGroup online = consumers.crew(group);
              return online == null || all == null || all.isEmpty()
                  ? null
                  : new Situation(
                      group, topic, ids(online), all, strategies.rule(strategy, settings));
            });
  }

  private CompletableFuture<Given> given(Situation situation) {
    TopicAssignment assignment = table.of(situation.group(), situation.topic());
    Given known = assignment.known(situation);
    if (known != null) {
      settled(situation, assignment, known);
      return CompletableFuture.completedFuture(known);
    }
    boolean[] mine = new boolean[1];
    CompletableFuture<Given> pending = assignment.pending(situation, () -> mine[0] = true);
    if (mine[0]) {
      compute(situation, assignment);
    }
    return pending;
  }

  /** The members of a group are told of this. */
  void giveOut(String group, String topic, Given given) {
    TopicAssignment assignment = table.of(group, topic);
    assignment.giveOut(given);
    table.given(assignment);
  }

  private void compute(Situation situation, TopicAssignment assignment) {
    String strategy = situation.rule().strategy();
    strategies.shares(
        situation,
        assignment::previous,
        new StrategyCalls.Outcome<>() {
          @Override
          public void result(Map<String, List<QueueId>> shares) {
            problems.computed(situation);
            Given given = assignment.computed(situation, shares, strategies.version(strategy));
            settled(situation, assignment, given);
          }

          @Override
          public void none(String reason, boolean common) {
            problems.failed(situation, reason, common);
            settled(situation, assignment, assignment.failed(situation, reason));
          }
        });
  }

  private void settled(Situation situation, TopicAssignment assignment, Given given) {
    table.given(assignment);
    String key = situation.group() + " " + situation.topic();
    if (!given.waiting().isEmpty() && awaited.add(key)) {
      scheduler.after(
          "queues without owner",
          LastResort.PATIENCE_MILLIS,
          () -> {
            awaited.remove(key);
            refresh(situation.group(), Set.of(situation.topic()));
          });
    }
  }

  /**
   * Computes again what a group was given by the rules it was given by, and tells its members where
   * that is something else now.
   */
  void refresh(String group, Set<String> topics) {
    for (String topic : topics) {
      TopicAssignment assignment = table.find(group, topic);
      if (assignment == null) {
        continue;
      }
      Given before = assignment.newest();
      for (Rule rule : assignment.rules()) {
        var unused =
            given(group, topic, rule.strategy(), rule.settings())
                .thenAccept(
                    now -> {
                      if (now != null && (before == null || !now.sameShares(before))) {
                        tell(group);
                      }
                    });
      }
    }
  }

  /** The queues of a topic are others now. */
  void queuesChanged(String topic) {
    for (String group : table.groupNames()) {
      if (table.find(group, topic) != null) {
        refresh(group, Set.of(topic));
      }
    }
  }

  /** The plugin of a strategy has changed. */
  void strategyChanged(String strategy) {
    for (String group : table.groupNames()) {
      Set<String> topics = new TreeSet<>();
      table
          .ofGroup(group)
          .forEach(
              (topic, assignment) -> {
                if (assignment.asksFor(strategy)) {
                  topics.add(topic);
                }
              });
      refresh(group, topics);
    }
  }

  /** What an operator chose for a group has changed: everything is computed anew. */
  void choiceChanged(String group) {
    table.ofGroup(group).values().forEach(TopicAssignment::forget);
    tell(group);
  }
}
