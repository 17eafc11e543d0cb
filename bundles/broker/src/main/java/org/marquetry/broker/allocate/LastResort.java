/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.marquetry.allocate.QueueId;

/**
 * What the members of a group are given while their strategy gives nothing: what they had. Queues
 * whose owner is gone, and queues that are new, wait a while for owner or strategy to come back and
 * go to the members with the fewest queues then: they must not stay unread for ever. Queues that
 * the strategy gave to nobody stay with nobody. Not thread-safe.
 */
final class LastResort {

  /** How long a queue waits for its owner: longer than clients take to reconnect. */
  static final long PATIENCE_MILLIS = 60_000;

  private final Map<QueueId, Long> waitingSince = new HashMap<>();

  /**
   * @param shares what every present member has now
   * @param last what is to be kept as the last assignment from now on
   * @param waiting queues that wait for their owner
   */
  record Result(Map<String, List<QueueId>> shares, Assignment last, List<QueueId> waiting) {}

  /**
   * @param last the last assignment given out
   * @param nanos of the clock, now
   */
  Result shares(Assignment last, Situation now, long nanos) {
    Set<QueueId> present = Set.copyOf(now.queues());
    Map<String, List<QueueId>> shares = new TreeMap<>();
    for (String member : now.members()) {
      List<QueueId> kept = new ArrayList<>(last.of(member));
      kept.retainAll(present);
      shares.put(member, kept);
    }
    List<QueueId> orphans = orphans(last, now, shares);
    waitingSince.keySet().retainAll(Set.copyOf(orphans));
    List<QueueId> waiting = new ArrayList<>();
    for (QueueId orphan : orphans) {
      long since = waitingSince.computeIfAbsent(orphan, queue -> nanos);
      if (nanos - since >= TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
        poorest(shares).add(orphan);
        waitingSince.remove(orphan);
      } else {
        waiting.add(orphan);
      }
    }
    boolean handedOver = waiting.size() < orphans.size();
    return new Result(
        shares, handedOver ? handOver(last, shares, present, waiting) : last, waiting);
  }

  private static List<QueueId> orphans(
      Assignment last, Situation now, Map<String, List<QueueId>> shares) {
    Set<QueueId> settled = new HashSet<>(last.gaps());
    shares.values().forEach(settled::addAll);
    List<QueueId> orphans = new ArrayList<>(now.queues());
    orphans.removeIf(settled::contains);
    return orphans;
  }

  /** Of those equal the first one. */
  private static List<QueueId> poorest(Map<String, List<QueueId>> shares) {
    List<QueueId> poorest = null;
    for (List<QueueId> share : shares.values()) {
      if (poorest == null || share.size() < poorest.size()) {
        poorest = share;
      }
    }
    return poorest;
  }

  /** Members that are gone keep what waits for them; queues that are new stay unknown so long. */
  private static Assignment handOver(
      Assignment last,
      Map<String, List<QueueId>> shares,
      Set<QueueId> present,
      List<QueueId> waiting) {
    Set<QueueId> queues = new TreeSet<>(last.queues());
    queues.retainAll(present);
    shares.values().forEach(queues::addAll);
    Map<String, List<QueueId>> kept = new TreeMap<>();
    last.shares()
        .forEach(
            (client, share) -> {
              List<QueueId> owed = new ArrayList<>(share);
              owed.retainAll(waiting);
              if (!owed.isEmpty()) {
                kept.put(client, owed);
              }
            });
    kept.putAll(shares);
    return last.with(List.copyOf(queues), kept);
  }

  /** The strategy is back. */
  void clear() {
    waitingSince.clear();
  }
}
