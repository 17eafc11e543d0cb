/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.List;
import java.util.Map;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.QueueId;

/**
 * All that a strategy may look at but the member that asks: the same for every member of one
 * generation. Immutable.
 */
record Group(
    List<QueueId> queues,
    List<String> clients,
    Map<String, List<QueueId>> previous,
    Map<String, String> settings) {

  /**
   * @throws IllegalArgumentException where nothing can be allocated to anybody
   */
  static Group of(AllocateContext context) {
    check(context);
    return new Group(context.queues(), context.clients(), context.previous(), context.settings());
  }

  static void check(AllocateContext context) {
    if (context.client() == null || context.client().isEmpty()) {
      throw new IllegalArgumentException("group " + context.group() + ": the client has no id");
    }
    if (context.queues().isEmpty()) {
      throw new IllegalArgumentException("group " + context.group() + ": there are no queues");
    }
    if (context.clients().isEmpty()) {
      throw new IllegalArgumentException("group " + context.group() + ": there are no members");
    }
  }
}
