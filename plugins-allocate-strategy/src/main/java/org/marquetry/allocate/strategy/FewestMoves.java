/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marquetry.allocate.QueueId;

/**
 * Shares that differ by one queue at most and leave as many queues as possible where they were.
 * Members that had the most keep the larger shares, since every queue that a member must give up is
 * a move. For one use.
 */
final class FewestMoves {

  private final List<QueueId> queues;
  private final List<String> clients;
  private final Map<String, List<QueueId>> shares = new HashMap<>();

  FewestMoves(Group group) {
    queues = group.queues();
    clients = List.copyOf(new LinkedHashSet<>(group.clients()));
    Set<QueueId> free = new LinkedHashSet<>(queues);
    for (String client : clients) {
      List<QueueId> kept = new ArrayList<>();
      for (QueueId queue : new LinkedHashSet<>(group.previous().getOrDefault(client, List.of()))) {
        if (free.remove(queue)) {
          kept.add(queue);
        }
      }
      kept.sort(null);
      shares.put(client, kept);
    }
  }

  Map<String, List<QueueId>> shares() {
    Map<String, Integer> sizes = sizes();
    Set<QueueId> kept = new HashSet<>();
    for (String client : clients) {
      List<QueueId> share = shares.get(client);
      if (share.size() > sizes.get(client)) {
        share.subList(sizes.get(client), share.size()).clear();
      }
      kept.addAll(share);
    }
    Deque<QueueId> free = new ArrayDeque<>();
    queues.stream().filter(queue -> !kept.contains(queue)).forEach(free::add);
    for (String client : clients) {
      List<QueueId> share = shares.get(client);
      while (share.size() < sizes.get(client)) {
        share.add(free.remove());
      }
      share.sort(null);
    }
    return shares;
  }

  private Map<String, Integer> sizes() {
    int least = queues.size() / clients.size();
    int larger = queues.size() % clients.size();
    List<String> byHad = new ArrayList<>(clients);
    byHad.sort(
        Comparator.comparing(
            (String client) -> shares.get(client).size(), Comparator.reverseOrder()));
    Map<String, Integer> sizes = new LinkedHashMap<>();
    for (String client : byHad) {
      sizes.put(client, least + (sizes.size() < larger ? 1 : 0));
    }
    return sizes;
  }
}
