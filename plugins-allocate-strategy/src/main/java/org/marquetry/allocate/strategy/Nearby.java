/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.marquetry.allocate.QueueId;

/**
 * Shares the queues of each room among the clients of that room, and those of a room without
 * clients among all. Stateless.
 */
final class Nearby {

  private static final String INNER = "strategy";

  private static final Map<String, Rule> RULES =
      Map.of(
          Averagely.STRATEGY, new Blocks(),
          AveragelyByCircle.STRATEGY, new Circle(),
          ConsistentHash.STRATEGY, new HashRing(HashRing.USUAL_PLACES));

  private Nearby() {}

  /** The setting {@code strategy} says how each room is shared, {@code AVG} where it is not set. */
  static Map<String, List<QueueId>> bySetting(Group group) {
    String inner = group.settings().getOrDefault(INNER, Averagely.STRATEGY);
    if (!RULES.containsKey(inner)) {
      throw new IllegalArgumentException(
          INNER + "=" + inner + ": allowed are AVG, AVG_BY_CIRCLE, CONSISTENT_HASH");
    }
    return shares(group, new Rooms(group.settings(), Set.of(INNER)), RULES.get(inner));
  }

  /**
   * @param inner name of the strategy that shares each room
   */
  static Map<String, List<QueueId>> by(String inner, Group group) {
    return shares(group, new Rooms(group.settings(), Set.of()), RULES.get(inner));
  }

  private static Map<String, List<QueueId>> shares(Group group, Rooms rooms, Rule rule) {
    Map<String, List<QueueId>> queues = new TreeMap<>();
    for (QueueId queue : group.queues()) {
      queues.computeIfAbsent(rooms.ofBroker(queue.broker()), room -> new ArrayList<>()).add(queue);
    }
    Map<String, List<String>> clients = new TreeMap<>();
    for (String client : group.clients()) {
      clients.computeIfAbsent(rooms.ofClient(client), room -> new ArrayList<>()).add(client);
    }
    Map<String, List<QueueId>> shares = new HashMap<>();
    // What a client has of its own room comes before what it has of others.
    clients.forEach(
        (room, near) -> {
          if (queues.containsKey(room)) {
            add(rule.shares(queues.get(room), near), shares);
          }
        });
    queues.forEach(
        (room, deserted) -> {
          if (!clients.containsKey(room)) {
            add(rule.shares(deserted, group.clients()), shares);
          }
        });
    return shares;
  }

  private static void add(Map<String, List<QueueId>> more, Map<String, List<QueueId>> shares) {
    more.forEach(
        (client, queues) ->
            shares.computeIfAbsent(client, first -> new ArrayList<>()).addAll(queues));
  }
}
