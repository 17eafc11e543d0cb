/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which members compute their queues themselves, from the list of clients, and which have this
 * broker do it: by what they asked for last. Thread-safe.
 */
final class WhoAsks {

  /**
   * How a member comes to its queues.
   *
   * @param strategy that it named; {@code null} where it computes itself, or named none
   */
  record Way(boolean asksBroker, String strategy) {

    static final Way COMPUTES = new Way(false, null);

    /** For people. */
    String text() {
      return asksBroker ? "asks the broker for " + strategy : "computes itself";
    }
  }

  private final Map<String, Map<String, Way>> groups = new ConcurrentHashMap<>();

  /**
   * @param members of the group now: others are forgotten
   */
  void asked(String group, String client, Way way, Collection<String> members) {
    Map<String, Way> ways = groups.computeIfAbsent(group, name -> new ConcurrentHashMap<>());
    if (!way.equals(ways.put(client, way)) && ways.size() > members.size()) {
      ways.keySet().retainAll(members);
    }
  }

  /** By client id; only of members that asked. */
  Map<String, Way> ways(String group) {
    return new TreeMap<>(groups.getOrDefault(group, Map.of()));
  }

  void forget(String group) {
    groups.remove(group);
  }
}
