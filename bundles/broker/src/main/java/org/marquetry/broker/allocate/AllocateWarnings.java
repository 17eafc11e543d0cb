/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.client.ConsumerGroup;

/** What is amiss with the allocation of a group, for people, each with what to do. Stateless. */
final class AllocateWarnings {

  private AllocateWarnings() {}

  /**
   * Of how the members come to their queues.
   *
   * @param choice {@code null} where there is none
   * @param online {@code null} where no member is
   */
  static List<String> of(GroupChoice choice, Map<String, WhoAsks.Way> ways, ConsumerGroup online) {
    List<String> warnings = new ArrayList<>();
    if (online != null && online.broadcasting()) {
      warnings.add("the group is BROADCASTING: every member reads all queues");
      return warnings;
    }
    Set<String> named = new TreeSet<>();
    Set<String> computing = new TreeSet<>();
    ways.forEach(
        (client, way) -> {
          if (!way.asksBroker()) {
            computing.add(client);
          } else if (way.strategy() != null) {
            named.add(way.strategy());
          }
        });
    if (choice != null && !choice.steered() && !computing.isEmpty()) {
      warnings.add(
          choice.strategy()
              + " does not reach members that compute their queues themselves ("
              + String.join(", ", computing)
              + "), queues may be read by two or by nobody: use mq:allocate-steer, or start them"
              + " with clientRebalance=false");
    }
    if (choice == null && named.size() > 1) {
      warnings.add(
          "members name different strategies ("
              + String.join(", ", named)
              + "), queues may be read by two or by nobody: choose one with mq:allocate-set");
    }
    return warnings;
  }

  /** Adds one where a strategy leaves queues to nobody. */
  static void addUnread(
      String topic, Assignment assignment, List<QueueId> gaps, List<String> warnings) {
    if (!gaps.isEmpty()) {
      warnings.add(
          assignment.strategy()
              + " gives nobody "
              + QueueText.of(gaps)
              + " of topic "
              + topic
              + ": messages there stay unread");
    }
  }
}
