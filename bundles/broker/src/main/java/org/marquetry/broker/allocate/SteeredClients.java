/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Member;
import org.marquetry.broker.client.MemberLists;
import org.marquetry.broker.pull.Memberships;
import org.marquetry.remoting.Connection;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows clients that compute their queues themselves such lists of clients that they compute what
 * the operator's strategy wants. Either all members of a group are shown such lists or all are
 * shown the true one, as decided anew whenever members, queues or strategies change. Thread-safe;
 * never blocks.
 */
final class SteeredClients implements MemberLists {

  private static final Logger LOG = LoggerFactory.getLogger(SteeredClients.class);

  /** How long a client that cannot be told from others keeps its group from being steered. */
  private static final long STRANGER_NANOS = TimeUnit.MINUTES.toNanos(2);

  /** Less than clients wait for the list. */
  private static final long PATIENCE_MILLIS = 1_500;

  private final GroupChoices choices;
  private final Allocations allocations;
  private final StrategyCalls strategies;
  private final ListSolver solver;
  private final WhoAsks asks;
  private final Supplier<String> brokerName;
  private final IntSupplier port;
  private final Memberships memberships;
  private final Clock clock;
  private final Scheduler scheduler;
  private final Map<String, Decision> decisions = new ConcurrentHashMap<>();
  private final Map<String, Long> strangers = new ConcurrentHashMap<>();
  private final Map<String, String> told = new ConcurrentHashMap<>();

  /** All that a plan depends on. */
  private record Key(List<String> members, Map<String, Assignment> targets, Rule client) {}

  private record Decision(Key key, CompletableFuture<SteeringPlan> plan) {}

  /**
   * @param port that clients send heartbeats to: who asks at another one cannot be recognized
   */
  SteeredClients(
      GroupChoices choices,
      Allocations allocations,
      StrategyCalls strategies,
      ListSolver solver,
      WhoAsks asks,
      Supplier<String> brokerName,
      IntSupplier port,
      Memberships memberships,
      Clock clock,
      Scheduler scheduler) {
    this.choices = choices;
    this.allocations = allocations;
    this.strategies = strategies;
    this.solver = solver;
    this.asks = asks;
    this.brokerName = brokerName;
    this.port = port;
    this.memberships = memberships;
    this.clock = clock;
    this.scheduler = scheduler;
    strategies.onChange(this::strategyChanged);
  }

  @Override
  public CompletableFuture<List<String>> shown(ConsumerGroup group, Connection asking) {
    String name = group.name();
    Member member = member(group, asking);
    if (member != null) {
      asks.asked(name, member.clientId(), WhoAsks.Way.COMPUTES, Allocations.ids(group));
    }
    GroupChoice choice = choices.of(name);
    if (choice == null || !choice.steered() || group.broadcasting()) {
      return null;
    }
    if (member == null) {
      return stranger(name, asking);
    }
    String client = member.clientId();
    CompletableFuture<List<String>> shown =
        plan(group, choice).thenApply(plan -> ids(plan, name, client));
    Scheduler.Task patience =
        scheduler.after(
            "list of clients", PATIENCE_MILLIS, () -> shown.completeExceptionally(undecided(name)));
    return shown.whenComplete((ids, failure) -> patience.cancel());
  }

  private static List<String> ids(SteeringPlan plan, String group, String client) {
    if (!plan.possible()) {
      return null;
    }
    Spot spot = plan.spots().get(client);
    if (spot == null) {
      throw undecided(group);
    }
    return spot.ids(client);
  }

  private static IllegalStateException undecided(String group) {
    return new IllegalStateException("the members of group " + group + " are changing");
  }

  private static Member member(ConsumerGroup group, Connection asking) {
    for (Member member : group.members()) {
      if (member.connection() == asking) {
        return member;
      }
    }
    return null;
  }

  /**
   * A client before its first heartbeat is to keep what it has. One that asks at another port than
   * its heartbeats go to will never be recognized: its group is shown the true list.
   */
  private CompletableFuture<List<String>> stranger(String group, Connection asking) {
    if (asking.localAddress().getPort() != port.getAsInt()) {
      if (strangers.put(group, clock.nanos()) == null) {
        allocations.tell(group);
      }
      return null;
    }
    return CompletableFuture.failedFuture(
        new IllegalStateException(
            "group " + group + " is steered: a member is answered after its first heartbeat"));
  }

  /** What the members are shown now. May complete exceptionally while they change. */
  CompletableFuture<SteeringPlan> plan(ConsumerGroup group, GroupChoice choice) {
    String obstacle = obstacle(group);
    if (obstacle != null) {
      return impossible(group.name(), choice, obstacle);
    }
    return allocations
        .givenAll(group, choice.strategy(), choice.settings())
        .thenCompose(
            given ->
                decide(group, choice, given)
                    .thenApply(
                        plan -> {
                          if (plan.possible()) {
                            given.forEach(
                                (topic, target) ->
                                    allocations.giveOut(group.name(), topic, target));
                          }
                          return plan;
                        }));
  }

  private String obstacle(ConsumerGroup group) {
    if (memberships.perMember(group.name())) {
      return "the group is in per-member mode, where those who subscribe to the same divide the"
          + " queues among themselves: 'mq:group-mode "
          + group.name()
          + " shared' ends that";
    }
    Long stranger = strangers.get(group.name());
    if (stranger != null && clock.nanos() - stranger < STRANGER_NANOS) {
      return "a client asks for the list of clients at the VIP port, where it cannot be recognized:"
          + " start it with vipChannelEnabled=false";
    }
    strangers.remove(group.name());
    Set<Connection> connections = new HashSet<>();
    for (Member member : group.members()) {
      if (!connections.add(member.connection())) {
        return "client "
            + member.clientId()
            + " shares its connection with another member, they cannot be told apart";
      }
    }
    return null;
  }

  /** Logs what has changed. */
  private void say(String group, GroupChoice choice, String obstacle) {
    if (obstacle == null) {
      if (told.remove(group) != null) {
        LOG.info("Group {} is steered to {} again", group, choice.strategy());
      }
    } else if (!obstacle.equals(told.put(group, obstacle))) {
      LOG.warn(
          "Group {} cannot be steered to {}, all its members are shown the true list of clients:"
              + " {}",
          group,
          choice.strategy(),
          obstacle);
    }
  }

  private CompletableFuture<SteeringPlan> impossible(
      String group, GroupChoice choice, String obstacle) {
    say(group, choice, obstacle);
    return CompletableFuture.completedFuture(SteeringPlan.impossible(obstacle));
  }

  private CompletableFuture<SteeringPlan> decide(
      ConsumerGroup group, GroupChoice choice, Map<String, Given> given) {
    Map<String, Assignment> targets = new TreeMap<>();
    for (Map.Entry<String, Given> topic : given.entrySet()) {
      Assignment target = topic.getValue().assignment();
      if (target == null) {
        return impossible(group.name(), choice, topic.getValue().problem());
      }
      targets.put(topic.getKey(), target);
    }
    List<String> members = Allocations.ids(group);
    for (Assignment target : targets.values()) {
      if (!target.shares().keySet().equals(new TreeSet<>(members))) {
        return CompletableFuture.failedFuture(undecided(group.name()));
      }
    }
    Key key = new Key(members, targets, strategies.rule(choice.clientStrategy(), Map.of()));
    Decision[] fresh = new Decision[1];
    Decision now =
        decisions.compute(
            group.name(),
            (name, before) -> {
              if (before != null && before.key.equals(key)) {
                return before;
              }
              fresh[0] = new Decision(key, new CompletableFuture<>());
              return fresh[0];
            });
    if (fresh[0] != null) {
      var unused =
          solve(group.name(), key)
              .thenAccept(
                  plan -> {
                    say(group.name(), choice, plan.obstacle());
                    now.plan.complete(plan);
                  });
    }
    return now.plan;
  }

  private CompletableFuture<SteeringPlan> solve(String group, Key key) {
    String obstacle = elsewhere(key.targets);
    return obstacle == null
        ? solver.solve(group, key.members, key.targets, key.client)
        : CompletableFuture.completedFuture(SteeringPlan.impossible(obstacle));
  }

  /** Other brokers answer for their part, and do not steer. */
  private String elsewhere(Map<String, Assignment> targets) {
    for (Map.Entry<String, Assignment> target : targets.entrySet()) {
      for (QueueId queue : target.getValue().queues()) {
        if (!queue.broker().equals(brokerName.get())) {
          return "topic "
              + target.getKey()
              + " has queues on broker "
              + queue.broker()
              + " too, which shows the same clients the true list";
        }
      }
    }
    return null;
  }

  /**
   * Whether members could be steered, without doing so. May complete exceptionally.
   *
   * @param targets by topic, for the members that there are
   */
  CompletableFuture<SteeringPlan> tryOut(
      ConsumerGroup group, Map<String, Assignment> targets, String clientStrategy) {
    String obstacle = obstacle(group);
    return obstacle == null
        ? solve(
            group.name(),
            new Key(Allocations.ids(group), targets, strategies.rule(clientStrategy, Map.of())))
        : CompletableFuture.completedFuture(SteeringPlan.impossible(obstacle));
  }

  /** What was decided last, {@code null} where nothing is decided yet. */
  SteeringPlan decided(String group) {
    String obstacle = told.get(group);
    if (obstacle != null) {
      return SteeringPlan.impossible(obstacle);
    }
    Decision decision = decisions.get(group);
    return decision == null ? null : decision.plan.getNow(null);
  }

  /** The operator's choice is another. */
  void groupDeleted(String group) {
    forget(group);
    strangers.remove(group);
  }

  void forget(String group) {
    decisions.remove(group);
    told.remove(group);
  }

  /** What clients compute by is computed by it here too. */
  private void strategyChanged(String strategy) {
    choices
        .all()
        .forEach(
            (group, choice) -> {
              if (strategy.equals(choice.clientStrategy())) {
                allocations.tell(group);
              }
            });
  }
}
