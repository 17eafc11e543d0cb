/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.marquetry.allocate.QueueId;

/** Which queues a member pops: several members may pop one queue. Stateless. */
final class PopQueues {

  /** Any queue of a broker. */
  private static final int ANY = -1;

  private PopQueues() {}

  /** Whether so many other members share the queues of each that all share all. */
  static boolean shared(int popShareQueueNum, int members) {
    return popShareQueueNum <= 0 || popShareQueueNum >= members - 1;
  }

  /** Every broker, each once. */
  static Set<QueueId> any(List<QueueId> queues) {
    Set<QueueId> brokers = new LinkedHashSet<>();
    queues.forEach(queue -> brokers.add(new QueueId(queue.topic(), queue.broker(), ANY)));
    return brokers;
  }

  /**
   * Its own queues and those of the members that follow it; where there are more members than
   * queues, one queue each.
   *
   * @param members ascending
   */
  static Set<QueueId> of(
      String client, List<String> members, Assignment assignment, int popShareQueueNum) {
    List<QueueId> queues = assignment.queues();
    int index = members.indexOf(client);
    if (members.size() > queues.size()) {
      return index < 0 ? Set.of() : Set.of(queues.get(index % queues.size()));
    }
    List<QueueId> popped = new ArrayList<>(assignment.of(client));
    for (int next = 1; index >= 0 && next <= popShareQueueNum; next++) {
      popped.addAll(assignment.of(members.get((index + next) % members.size())));
    }
    return new LinkedHashSet<>(popped);
  }
}
