/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.marquetry.allocate.QueueId;

/**
 * Finds lists of client ids that have clients compute, by their own strategy, what another strategy
 * wants them to own. Thread-safe; never blocks.
 */
final class ListSolver {

  /** Longer lists are not tried: every client would get that many ids every 20 s. */
  private static final int LONGEST_LIST = 1_025;

  private static final int MOST_TABLES = 16;

  private final StrategyCalls strategies;
  private final Executor work;
  private final Map<TableKey, Places> tables =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TableKey, Places> eldest) {
          return size() > MOST_TABLES;
        }
      };

  private record TableKey(Rule rule, List<QueueId> queues, int longest) {}

  /**
   * @param work where lists are searched for
   */
  ListSolver(StrategyCalls strategies, Executor work) {
    this.strategies = strategies;
    this.work = work;
  }

  /**
   * Lists for all members, or why there are none. Completes normally.
   *
   * @param assignments by topic, for the same members
   * @param client by what the clients compute
   */
  CompletableFuture<SteeringPlan> solve(
      String group, Collection<String> members, Map<String, Assignment> assignments, Rule client) {
    // In the order of topics, so that one state is always told in the same words.
    Map<String, Assignment> targets = new TreeMap<>(assignments);
    int most = targets.values().stream().mapToInt(target -> target.queues().size()).max().orElse(0);
    int longest = Math.min(LONGEST_LIST, Math.max(most + 1, members.size()));
    CompletableFuture<Map<String, Places>> places =
        CompletableFuture.completedFuture(new TreeMap<>());
    for (Map.Entry<String, Assignment> target : targets.entrySet()) {
      places =
          places.thenCompose(
              known ->
                  places(group, client, target.getValue().queues(), longest)
                      .thenApply(
                          table -> {
                            known.put(target.getKey(), table);
                            return known;
                          }));
    }
    return places
        .thenApplyAsync(known -> plan(members, targets, client, known), work)
        .thenCompose(
            plan ->
                plan.possible()
                    ? checked(group, plan, targets, client)
                    : CompletableFuture.completedFuture(plan))
        .exceptionally(failure -> SteeringPlan.impossible(reason(failure, client)));
  }

  private static String reason(Throwable failure, Rule client) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return "what clients compute by " + client.strategy() + " is not known: " + cause.getMessage();
  }

  private CompletableFuture<Places> places(
      String group, Rule client, List<QueueId> queues, int longest) {
    TableKey key = new TableKey(client, queues, longest);
    synchronized (tables) {
      Places known = tables.get(key);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
    }
    return rows(group, client, queues, new ArrayList<>(), longest)
        .thenApply(
            rows -> {
              Places made = new Places(queues, rows);
              synchronized (tables) {
                tables.put(key, made);
              }
              return made;
            });
  }

  /** Asks in calls of bounded length. */
  private CompletableFuture<List<int[]>> rows(
      String group, Rule client, List<QueueId> queues, List<int[]> rows, int longest) {
    if (rows.size() >= longest) {
      return CompletableFuture.completedFuture(rows);
    }
    CompletableFuture<List<int[]>> more = new CompletableFuture<>();
    strategies.call(
        client,
        group,
        new PlacesCall(client, group, queues, rows.size() + 1, longest),
        outcome(more));
    return more.thenComposeAsync(
        found -> {
          rows.addAll(found);
          return rows(group, client, queues, rows, longest);
        },
        work);
  }

  private static <R> StrategyCalls.Outcome<R> outcome(CompletableFuture<R> future) {
    return new StrategyCalls.Outcome<>() {
      @Override
      public void result(R result) {
        future.complete(result);
      }

      @Override
      public void none(String reason, boolean common) {
        future.completeExceptionally(new IllegalStateException(reason));
      }
    };
  }

  private static SteeringPlan plan(
      Collection<String> members,
      Map<String, Assignment> targets,
      Rule client,
      Map<String, Places> places) {
    Map<String, Spot> spots = new TreeMap<>();
    for (String member : members) {
      String problem = Spot.problem(member);
      if (problem != null) {
        return SteeringPlan.impossible(problem);
      }
      List<Places.Target> wanted = new ArrayList<>();
      targets.forEach((topic, target) -> wanted.add(places.get(topic).target(target.of(member))));
      Spot spot = Places.find(wanted);
      if (spot == null) {
        return SteeringPlan.impossible(why(member, targets, client, places));
      }
      spots.put(member, spot);
    }
    return SteeringPlan.of(spots);
  }

  /** Names the topics at fault, or all of them where each alone would do. */
  private static String why(
      String member, Map<String, Assignment> targets, Rule client, Map<String, Places> places) {
    List<String> guilty = new ArrayList<>();
    targets.forEach(
        (topic, target) -> {
          if (Places.find(List.of(places.get(topic).target(target.of(member)))) == null) {
            guilty.add(text(topic, target, member));
          }
        });
    boolean together = guilty.isEmpty();
    if (together) {
      targets.forEach((topic, target) -> guilty.add(text(topic, target, member)));
    }
    return "member "
        + member
        + " is to own "
        + String.join(together ? " and " : ", ", guilty)
        + ", but no list of clients makes "
        + client.strategy()
        + ", which it computes, give it exactly "
        + (together ? "these together" : "these");
  }

  private static String text(String topic, Assignment target, String member) {
    return QueueText.of(target.of(member)) + " of topic " + topic;
  }

  private CompletableFuture<SteeringPlan> checked(
      String group, SteeringPlan plan, Map<String, Assignment> targets, Rule client) {
    CompletableFuture<String> fault = new CompletableFuture<>();
    strategies.call(
        client, group, new ShownCall(client, group, plan.spots(), targets), outcome(fault));
    return fault.thenApply(
        text ->
            text.isEmpty()
                ? plan
                : SteeringPlan.impossible(
                    "clients that compute " + client.strategy() + " cannot be steered: " + text));
  }
}
