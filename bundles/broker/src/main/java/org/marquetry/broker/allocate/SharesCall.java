/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.marquetry.plugin.PluginCall;

/** Asks a strategy for every member of a group and checks that the answers go together. */
final class SharesCall
    implements PluginCall<AllocateStrategy, StrategyCalls.Reply<Map<String, List<QueueId>>>> {

  private final Situation situation;
  private final Supplier<Map<String, List<QueueId>>> previous;

  SharesCall(Situation situation, Supplier<Map<String, List<QueueId>>> previous) {
    this.situation = situation;
    this.previous = previous;
  }

  @Override
  public StrategyCalls.Reply<Map<String, List<QueueId>>> run(
      AllocateStrategy strategy, Products made) {
    Map<String, List<QueueId>> before = situation.spread() ? Map.of() : previous.get();
    Set<QueueId> known = Set.copyOf(situation.queues());
    Map<QueueId, String> owners = new java.util.HashMap<>();
    Map<String, List<QueueId>> shares = new TreeMap<>();
    try {
      for (String client : situation.members()) {
        List<QueueId> given =
            strategy.allocate(
                new GivenContext(
                    situation.group(),
                    client,
                    situation.queues(),
                    situation.members(),
                    before,
                    situation.rule().settings()));
        shares.put(client, checked(client, given, known, owners));
      }
    } catch (IllegalArgumentException e) {
      return StrategyCalls.Reply.refused(e);
    }
    return StrategyCalls.Reply.of(shares);
  }

  /** Ends with the first queue that is wrong, so also for a list that never ends. */
  private List<QueueId> checked(
      String client, List<QueueId> given, Set<QueueId> known, Map<QueueId, String> owners) {
    if (given == null) {
      throw wrong("gives no list to " + client);
    }
    List<QueueId> share = new ArrayList<>();
    for (QueueId queue : given) {
      if (queue == null || !known.contains(queue)) {
        throw wrong("gives " + client + " the queue " + queue + ", which was not offered");
      }
      String other = owners.put(queue, client);
      if (other != null) {
        throw wrong(
            "gives the queue " + queue + " to " + client + ", but " + other + " has it already");
      }
      share.add(queue);
    }
    return share;
  }

  private IllegalStateException wrong(String what) {
    return new IllegalStateException("strategy " + situation.rule().strategy() + " " + what);
  }

  /** It depends on its arguments alone. */
  @Override
  public boolean repeatable() {
    return true;
  }
}
