/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.List;
import java.util.Map;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.QueueId;

/** A context as a test says. */
record GivenContext(
    String group,
    String client,
    List<QueueId> queues,
    List<String> clients,
    Map<String, List<QueueId>> previous,
    Map<String, String> settings)
    implements AllocateContext {

  static GivenContext of(String client, List<QueueId> queues, List<String> clients) {
    return new GivenContext("G", client, queues, clients, Map.of(), Map.of());
  }

  GivenContext with(Map<String, String> given) {
    return new GivenContext(group, client, queues, clients, previous, given);
  }

  GivenContext after(Map<String, List<QueueId>> before) {
    return new GivenContext(group, client, queues, clients, before, settings);
  }
}
