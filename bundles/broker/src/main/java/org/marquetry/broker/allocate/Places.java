/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.allocate.QueueId;

/**
 * For lists of clients of every length up to some: the place in the list whose client a strategy
 * gives each queue to. Holds for strategies that go by places and not by ids. Immutable.
 */
final class Places {

  static final int NOBODY = -1;

  private final Map<QueueId, Integer> indexes = new HashMap<>();

  /** By length less one, then by queue. */
  private final List<int[]> owners;

  Places(List<QueueId> queues, List<int[]> owners) {
    queues.forEach(queue -> indexes.put(queue, indexes.size()));
    this.owners = List.copyOf(owners);
  }

  /** Queues that a client is to own, and no other of their topic. */
  Target target(List<QueueId> queues) {
    BitSet wanted = new BitSet(indexes.size());
    queues.forEach(queue -> wanted.set(indexes.get(queue)));
    return new Target(this, wanted);
  }

  /** What a client is to own of one topic. */
  record Target(Places topic, BitSet wanted) {

    private boolean reachedBy(int length, int place) {
      int[] row = topic.owners.get(length - 1);
      for (int queue = 0; queue < row.length; queue++) {
        if (row[queue] == place != wanted.get(queue)) {
          return false;
        }
      }
      return true;
    }

    private int owner(int length) {
      return topic.owners.get(length - 1)[wanted.nextSetBit(0)];
    }
  }

  /**
   * The shortest list that gives a client exactly what it is to own of every topic; {@code null}
   * where there is none.
   */
  static Spot find(Collection<Target> targets) {
    Target leader = null;
    int longest = Integer.MAX_VALUE;
    for (Target target : targets) {
      longest = Math.min(longest, target.topic.owners.size());
      if (leader == null && !target.wanted.isEmpty()) {
        leader = target;
      }
    }
    for (int length = 1; length <= longest; length++) {
      int place = leader == null ? idlePlace(targets, length) : leader.owner(length);
      if (place != NOBODY && reached(targets, length, place)) {
        return new Spot(length, place);
      }
    }
    return null;
  }

  private static boolean reached(Collection<Target> targets, int length, int place) {
    for (Target target : targets) {
      if (!target.reachedBy(length, place)) {
        return false;
      }
    }
    return true;
  }

  /** A place without queues of any topic. */
  private static int idlePlace(Collection<Target> targets, int length) {
    BitSet busy = new BitSet(length);
    for (Target target : targets) {
      for (int place : target.topic.owners.get(length - 1)) {
        if (place != NOBODY) {
          busy.set(place);
        }
      }
    }
    int idle = busy.nextClearBit(0);
    return idle < length ? idle : NOBODY;
  }
}
