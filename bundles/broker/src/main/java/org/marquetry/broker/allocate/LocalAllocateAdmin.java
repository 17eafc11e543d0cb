/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.AllocateAdmin;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.group.SubscriptionGroups;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The allocation of queues as the shell sees it. Thread-safe; blocks. */
final class LocalAllocateAdmin implements AllocateAdmin {

  private static final Logger LOG = LoggerFactory.getLogger(LocalAllocateAdmin.class);
  private static final long PATIENCE_SECONDS = 10;

  private final SubscriptionGroups configurations;
  private final Consumers consumers;
  private final GroupChoices choices;
  private final AssignmentTable table;
  private final Allocations allocations;
  private final StrategyCalls strategies;
  private final SteeredClients steered;
  private final WhoAsks asks;
  private final OwnersNow owners;

  LocalAllocateAdmin(
      SubscriptionGroups configurations,
      Consumers consumers,
      GroupChoices choices,
      AssignmentTable table,
      Allocations allocations,
      StrategyCalls strategies,
      SteeredClients steered,
      WhoAsks asks) {
    this.configurations = configurations;
    this.consumers = consumers;
    this.choices = choices;
    this.table = table;
    this.allocations = allocations;
    this.strategies = strategies;
    this.steered = steered;
    this.asks = asks;
    this.owners = new OwnersNow(choices, table, allocations, steered, asks);
  }

  @Override
  public List<Group> groups() throws AdminException {
    Set<String> names = new TreeSet<>(choices.all().keySet());
    table.groupNames().forEach(names::add);
    consumers.all().forEach(group -> names.add(group.name()));
    List<Group> groups = new ArrayList<>();
    for (String name : names) {
      groups.add(describe(name, null));
    }
    return groups;
  }

  @Override
  public Group group(String name) throws AdminException {
    checkKnown(name);
    return describe(name, null);
  }

  private void checkKnown(String group) throws AdminException {
    if (configurations.get(group) == null && choices.of(group) == null) {
      throw new AdminException("there is no group " + group + ": mq:groups shows those there are");
    }
  }

  /**
   * @param unread warnings of queues that nobody will read; {@code null} for those that nobody
   *     reads now
   */
  private Group describe(String name, List<String> unread) throws AdminException {
    ConsumerGroup online = consumers.crew(name);
    GroupChoice choice = choices.of(name);
    Map<String, WhoAsks.Way> ways = asks.ways(name);
    Map<String, String> members = new TreeMap<>();
    if (online != null) {
      for (String id : Allocations.ids(online)) {
        members.put(id, ways.containsKey(id) ? ways.get(id).text() : "-");
      }
      ways.keySet().retainAll(members.keySet());
    }
    List<Topic> topics = new ArrayList<>();
    List<String> unreadNow = new ArrayList<>();
    await(owners.of(name, online))
        .forEach(
            (topic, now) -> {
              topics.add(topic(topic, now));
              Given given = now.given();
              if (given != null && given.assignment() != null) {
                AllocateWarnings.addUnread(topic, given.assignment(), gaps(given), unreadNow);
              }
            });
    List<String> warnings = AllocateWarnings.of(choice, ways, online);
    warnings.addAll(unread == null ? unreadNow : unread);
    return new Group(
        name,
        choice == null ? null : choice.strategy(),
        choice == null ? Map.of() : choice.settings(),
        choice == null ? null : choice.clientStrategy(),
        steering(name, choice),
        members,
        topics,
        warnings);
  }

  /** Queues that the strategy gives to nobody. */
  private static List<QueueId> gaps(Given given) {
    List<QueueId> gaps = given.assignment().gaps();
    gaps.removeAll(given.waiting());
    return gaps;
  }

  private String steering(String name, GroupChoice choice) {
    if (choice == null || !choice.steered()) {
      return "";
    }
    SteeringPlan plan = steered.decided(name);
    if (plan == null) {
      return "no client asked yet";
    }
    return plan.possible()
        ? "clients are steered"
        : "impossible, all members are shown the true list of clients: " + plan.obstacle();
  }

  private static Topic topic(String topic, OwnersNow.Owners now) {
    Given given = now.given();
    if (given == null || given.assignment() == null) {
      String problem = given == null ? now.known() : given.problem();
      return new Topic(topic, "-", "-", 0, List.of(), List.of(), List.of(), problem);
    }
    Assignment assignment = given.assignment();
    List<Share> shares = new ArrayList<>();
    assignment
        .shares()
        .forEach((client, queues) -> shares.add(new Share(client, AllocateViews.queues(queues))));
    return new Topic(
        topic,
        assignment.strategy(),
        assignment.version(),
        assignment.since(),
        shares,
        AllocateViews.queues(gaps(given)),
        AllocateViews.queues(given.waiting()),
        given.problem() == null ? now.known() : given.problem());
  }

  @Override
  public Preview preview(
      String group, String strategy, Map<String, String> settings, String clientStrategy)
      throws AdminException {
    checkKnown(group);
    checkStrategy(strategy);
    ConsumerGroup online = consumers.online(group);
    if (online == null) {
      throw new AdminException("group " + group + " has no members now: nothing can be computed");
    }
    checkClustering(online);
    Map<String, Assignment> wanted = tryOut(online, strategy, settings);
    Map<String, OwnersNow.Owners> now = await(owners.of(group, online));
    List<TopicPreview> topics = new ArrayList<>();
    int moves = 0;
    int queues = 0;
    for (Map.Entry<String, Assignment> entry : wanted.entrySet()) {
      OwnersNow.Owners before = now.getOrDefault(entry.getKey(), new OwnersNow.Owners(null, ""));
      TopicPreview topic = AllocateViews.preview(entry.getKey(), entry.getValue(), before);
      topics.add(topic);
      moves += topic.moves();
      queues += entry.getValue().queues().size();
    }
    String steerable = "";
    if (clientStrategy != null) {
      checkStrategy(clientStrategy);
      SteeringPlan plan = await(steered.tryOut(online, wanted, clientStrategy));
      steerable =
          plan.possible()
              ? "yes, clients that compute " + clientStrategy + " can be steered"
              : "no: " + plan.obstacle();
    }
    return new Preview(
        group, strategy, strategies.version(strategy), topics, moves, queues, steerable);
  }

  private void checkStrategy(String strategy) throws AdminException {
    if (!strategies.usable(strategy)) {
      throw new AdminException(
          "there is no strategy "
              + strategy
              + " in use, only "
              + String.join(", ", strategies.names())
              + ": mq:plugins shows why");
    }
  }

  private static void checkClustering(ConsumerGroup online) throws AdminException {
    if (online.broadcasting()) {
      throw new AdminException(
          "group " + online.name() + " is BROADCASTING: every member reads all queues");
    }
  }

  /** By topic; without topics that have no queues. */
  private Map<String, Assignment> tryOut(
      ConsumerGroup online, String strategy, Map<String, String> settings) throws AdminException {
    Map<String, Assignment> wanted = new TreeMap<>();
    for (String topic : new TreeSet<>(online.subscriptions().keySet())) {
      Assignment tried = await(allocations.tryOut(online.name(), topic, strategy, settings));
      if (tried != null) {
        wanted.put(topic, tried);
      }
    }
    return wanted;
  }

  @Override
  public Group set(String group, String strategy, Map<String, String> settings)
      throws AdminException {
    GroupChoice before = choices.of(group);
    if (before != null && before.steered()) {
      throw new AdminException(
          "group "
              + group
              + " is steered: change what it is steered to with mq:allocate-steer, or end that with"
              + " mq:allocate-unset");
    }
    checkKnown(group);
    checkStrategy(strategy);
    ConsumerGroup online = consumers.online(group);
    Map<String, Assignment> wanted = Map.of();
    if (online != null) {
      checkClustering(online);
      wanted = tryOut(online, strategy, settings);
    }
    return choose(group, new GroupChoice(strategy, settings, null), wanted);
  }

  @Override
  public Group steer(
      String group, String strategy, Map<String, String> settings, String clientStrategy)
      throws AdminException {
    checkKnown(group);
    checkStrategy(strategy);
    checkStrategy(clientStrategy);
    ConsumerGroup online = consumers.online(group);
    Map<String, Assignment> wanted = Map.of();
    if (online != null) {
      checkClustering(online);
      wanted = tryOut(online, strategy, settings);
      SteeringPlan plan = await(steered.tryOut(online, wanted, clientStrategy));
      if (!plan.possible()) {
        throw new AdminException(
            "group "
                + group
                + " cannot be steered to "
                + strategy
                + ": "
                + plan.obstacle()
                + "; nothing is changed");
      }
    }
    return choose(group, new GroupChoice(strategy, settings, clientStrategy), wanted);
  }

  @Override
  public Group unset(String group) throws AdminException {
    if (choices.of(group) == null) {
      throw new AdminException(
          "nothing is chosen for group " + group + ": mq:allocations shows what is");
    }
    return choose(group, null, Map.of());
  }

  /**
   * @param wanted what the members will be given, where it is known
   */
  private Group choose(String group, GroupChoice choice, Map<String, Assignment> wanted)
      throws AdminException {
    try {
      choices.put(group, choice);
    } catch (IOException e) {
      throw new AdminException(
          "the choice for group " + group + " is not on disk and not in force: " + e.getMessage(),
          e);
    }
    if (choice == null) {
      LOG.info("Group {}: its clients' own strategy allocates its queues", group);
    } else {
      LOG.info(
          "Group {}: {} {} allocates its queues{}",
          group,
          choice.strategy(),
          new TreeMap<>(choice.settings()),
          choice.steered()
              ? ", clients that compute " + choice.clientStrategy() + " are steered"
              : "");
    }
    steered.forget(group);
    allocations.choiceChanged(group);
    List<String> unread = new ArrayList<>();
    wanted.forEach(
        (topic, assignment) ->
            AllocateWarnings.addUnread(topic, assignment, assignment.gaps(), unread));
    return describe(group, unread);
  }

  /** The group is deleted. */
  void forget(String group) {
    table.forget(group);
    asks.forget(group);
    steered.groupDeleted(group);
    if (choices.of(group) != null) {
      try {
        choices.put(group, null);
      } catch (IOException e) {
        LOG.error("what was chosen for the deleted group {} is still on disk", group, e);
      }
    }
  }

  private static <T> T await(CompletableFuture<T> future) throws AdminException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new AdminException(cause.getMessage(), e);
    } catch (TimeoutException e) {
      throw new AdminException(
          "there is no answer for " + PATIENCE_SECONDS + " s: mq:plugins shows what hangs", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("interrupted", e);
    }
  }
}
