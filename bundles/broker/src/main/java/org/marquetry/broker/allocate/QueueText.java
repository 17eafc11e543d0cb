/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.allocate.QueueId;

/** Queues of one topic as people read and write them: {@code broker-a:0-3,7}. Stateless. */
final class QueueText {

  private QueueText() {}

  /**
   * @param queues ascending
   */
  static String of(List<QueueId> queues) {
    if (queues.isEmpty()) {
      return "no queue";
    }
    List<String> parts = new ArrayList<>();
    String broker = null;
    for (int from = 0; from < queues.size(); ) {
      QueueId first = queues.get(from);
      int to = from;
      while (to + 1 < queues.size()
          && queues.get(to + 1).broker().equals(first.broker())
          && queues.get(to + 1).number() == queues.get(to).number() + 1) {
        to++;
      }
      String prefix = first.broker().equals(broker) ? "" : first.broker() + ":";
      broker = first.broker();
      parts.add(prefix + first.number() + (to > from ? "-" + queues.get(to).number() : ""));
      from = to + 1;
    }
    return String.join(",", parts);
  }
}
