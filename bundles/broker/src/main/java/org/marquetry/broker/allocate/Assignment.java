/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.marquetry.allocate.QueueId;

/**
 * Who owns what of one topic in one group. Immutable.
 *
 * @param strategy that gave it
 * @param version of the strategy's bundle
 * @param since when it came into force, in milliseconds since 1970
 * @param queues all that there were, ascending
 * @param shares by client id; ascending; no queue twice, none that is not of {@code queues}
 */
record Assignment(
    String strategy,
    String version,
    long since,
    List<QueueId> queues,
    Map<String, List<QueueId>> shares) {

  Assignment {
    queues = List.copyOf(queues);
    Map<String, List<QueueId>> sorted = new TreeMap<>();
    shares.forEach((client, share) -> sorted.put(client, share.stream().sorted().toList()));
    shares = Collections.unmodifiableMap(sorted);
  }

  /** Empty for one that has none. */
  List<QueueId> of(String client) {
    return shares.getOrDefault(client, List.of());
  }

  /** The queues that nobody owns. */
  List<QueueId> gaps() {
    Set<QueueId> owned = new HashSet<>();
    shares.values().forEach(owned::addAll);
    List<QueueId> gaps = new ArrayList<>(queues);
    gaps.removeIf(owned::contains);
    return gaps;
  }

  Map<QueueId, String> owners() {
    Map<QueueId, String> owners = new HashMap<>();
    shares.forEach((client, share) -> share.forEach(queue -> owners.put(queue, client)));
    return owners;
  }

  Assignment since(long millis) {
    return new Assignment(strategy, version, millis, queues, shares);
  }

  Assignment with(List<QueueId> otherQueues, Map<String, List<QueueId>> otherShares) {
    return new Assignment(strategy, version, since, otherQueues, otherShares);
  }
}
