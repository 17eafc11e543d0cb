/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.List;
import org.marquetry.allocate.QueueId;

/**
 * All that an assignment depends on: where nothing of it changes, the assignment does not.
 *
 * @param members client ids, ascending, each once, at least one
 * @param queues ascending, at least one
 */
record Situation(
    String group, String topic, List<String> members, List<QueueId> queues, Rule rule) {

  Situation {
    members = List.copyOf(members);
    queues = List.copyOf(queues);
  }

  /**
   * Whether other brokers have queues of the topic, so that their answers and ours must be the same
   * without either knowing what the other gave before.
   */
  boolean spread() {
    String broker = queues.get(0).broker();
    return queues.stream().anyMatch(queue -> !queue.broker().equals(broker));
  }
}
