/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.allocate.QueueId;

/** One run of neighbouring queues for each client, the first ones one longer. Stateless. */
final class Blocks implements Rule {

  /** The share of the client at {@code index} of {@code clients} clients. */
  static List<QueueId> share(List<QueueId> queues, int index, int clients) {
    int least = queues.size() / clients;
    int longer = queues.size() % clients;
    int from = index * least + Math.min(index, longer);
    return List.copyOf(queues.subList(from, from + least + (index < longer ? 1 : 0)));
  }

  @Override
  public Map<String, List<QueueId>> shares(List<QueueId> queues, List<String> clients) {
    Map<String, List<QueueId>> shares = new HashMap<>();
    for (int index = 0; index < clients.size(); index++) {
      shares.putIfAbsent(clients.get(index), share(queues, index, clients.size()));
    }
    return shares;
  }
}
