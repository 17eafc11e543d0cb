/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.admin.AllocateAdmin.Queue;

/** Queues as people read them: {@code broker-a:0-3,7}. Stateless. */
final class QueueRanges {

  private QueueRanges() {}

  /**
   * @param queues ascending by broker and number
   * @return {@code -} where there are none
   */
  static String of(List<Queue> queues) {
    List<String> parts = new ArrayList<>();
    String broker = "";
    for (int from = 0; from < queues.size(); ) {
      Queue first = queues.get(from);
      int to = from;
      while (to + 1 < queues.size()
          && queues.get(to + 1).broker().equals(first.broker())
          && queues.get(to + 1).number() == queues.get(to).number() + 1) {
        to++;
      }
      String name = first.broker().equals(broker) ? "" : first.broker() + ":";
      broker = first.broker();
      parts.add(name + first.number() + (to > from ? "-" + queues.get(to).number() : ""));
      from = to + 1;
    }
    return parts.isEmpty() ? "-" : String.join(",", parts);
  }
}
