/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.marquetry.plugin.PluginCall;

/** Asks a strategy who gets which queue in lists of some lengths, by place in the list. */
final class PlacesCall implements PluginCall<AllocateStrategy, StrategyCalls.Reply<List<int[]>>> {

  /** How much is asked in one call, so that it stays within any budget of time. */
  private static final long MOST_WORK = 300_000;

  private final Rule rule;
  private final String group;
  private final List<QueueId> queues;
  private final int shortest;
  private final int longest;

  /**
   * @param shortest first length to ask for; lengths beyond what one call may ask are left out
   */
  PlacesCall(Rule rule, String group, List<QueueId> queues, int shortest, int longest) {
    this.rule = rule;
    this.group = group;
    this.queues = queues;
    this.shortest = shortest;
    this.longest = longest;
  }

  @Override
  public StrategyCalls.Reply<List<int[]>> run(AllocateStrategy strategy, Products made) {
    Map<QueueId, Integer> indexes = new HashMap<>();
    queues.forEach(queue -> indexes.put(queue, indexes.size()));
    List<int[]> rows = new ArrayList<>();
    long work = 0;
    try {
      for (int length = shortest; length <= longest && work < MOST_WORK; length++) {
        rows.add(row(strategy, length, indexes));
        work += (long) length * length + queues.size();
      }
    } catch (IllegalArgumentException e) {
      return StrategyCalls.Reply.refused(e);
    }
    return StrategyCalls.Reply.of(rows);
  }

  private int[] row(AllocateStrategy strategy, int length, Map<QueueId, Integer> indexes) {
    List<String> clients = new ArrayList<>();
    for (int place = 0; place < length; place++) {
      clients.add(String.format("c%05d", place));
    }
    clients = List.copyOf(clients);
    int[] owners = new int[queues.size()];
    Arrays.fill(owners, Places.NOBODY);
    for (int place = 0; place < length; place++) {
      List<QueueId> share =
          strategy.allocate(
              new GivenContext(
                  group, clients.get(place), queues, clients, Map.of(), rule.settings()));
      for (QueueId queue : share) {
        Integer index = indexes.get(queue);
        if (index == null || owners[index] != Places.NOBODY) {
          throw new IllegalArgumentException(
              "it gives queue " + queue + " twice or without having been offered it");
        }
        owners[index] = place;
      }
    }
    return owners;
  }

  @Override
  public boolean repeatable() {
    return false;
  }
}
