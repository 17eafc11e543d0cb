/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.allocate.QueueId;

/** Deals the queues out one by one, as cards. Stateless. */
final class Circle implements Rule {

  /** The share of the client at {@code index} of {@code clients} clients. */
  static List<QueueId> share(List<QueueId> queues, int index, int clients) {
    List<QueueId> share = new ArrayList<>();
    for (int at = index; at < queues.size(); at += clients) {
      share.add(queues.get(at));
    }
    return share;
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
