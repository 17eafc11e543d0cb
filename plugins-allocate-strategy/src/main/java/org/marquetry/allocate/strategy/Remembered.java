/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.QueueId;

/**
 * Computes the shares of a whole group when its first member asks, and answers the other members
 * out of them. Thread-safe.
 */
final class Remembered {

  private record Answer(Group group, Map<String, List<QueueId>> shares) {}

  private final Function<Group, Map<String, List<QueueId>>> shares;
  private volatile Answer last;

  /**
   * @param shares the queues of each client; a client without queues may be missing
   */
  Remembered(Function<Group, Map<String, List<QueueId>>> shares) {
    this.shares = shares;
  }

  List<QueueId> share(AllocateContext context) {
    Group group = Group.of(context);
    if (!group.clients().contains(context.client())) {
      return List.of();
    }
    Answer answer = last;
    if (answer == null || !answer.group.equals(group)) {
      answer = new Answer(group, shares.apply(group));
      last = answer;
    }
    return answer.shares.getOrDefault(context.client(), List.of());
  }
}
