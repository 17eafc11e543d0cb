/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.allocate.QueueId;

/**
 * Queues as an operator writes them down: {@code broker-a:0-3,7,broker-b:*}, each number for the
 * broker before it; {@code Orders/broker-a:0} counts for one topic only. Immutable.
 */
record QueueList(List<Range> ranges) {

  /**
   * @param topic {@code null} for every topic
   * @param first and {@code last}: numbers, both included
   */
  private record Range(String topic, String broker, int first, int last) {

    boolean has(QueueId queue) {
      return (topic == null || topic.equals(queue.topic()))
          && broker.equals(queue.broker())
          && queue.number() >= first
          && queue.number() <= last;
    }
  }

  /**
   * @param owner whom the list is for, to say so where it cannot be understood
   */
  static QueueList parse(String owner, String text) {
    List<Range> ranges = new ArrayList<>();
    String topic = null;
    String broker = null;
    for (String part : Settings.list(text)) {
      int colon = part.lastIndexOf(':');
      if (colon >= 0) {
        int slash = part.indexOf('/');
        topic = slash >= 0 && slash < colon ? part.substring(0, slash) : null;
        broker = part.substring(topic == null ? 0 : slash + 1, colon);
      }
      if (broker == null || broker.isEmpty()) {
        throw illegal(owner, text);
      }
      ranges.add(range(owner, text, topic, broker, part.substring(colon + 1)));
    }
    if (ranges.isEmpty()) {
      throw illegal(owner, text);
    }
    return new QueueList(ranges);
  }

  private static Range range(
      String owner, String text, String topic, String broker, String numbers) {
    if (numbers.equals("*")) {
      return new Range(topic, broker, 0, Integer.MAX_VALUE);
    }
    int dash = numbers.indexOf('-');
    try {
      int first = Integer.parseInt(dash < 0 ? numbers : numbers.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(numbers.substring(dash + 1));
      if (first >= 0 && first <= last) {
        return new Range(topic, broker, first, last);
      }
    } catch (NumberFormatException e) {
      // The same message as for numbers in the wrong order.
    }
    throw illegal(owner, text);
  }

  private static IllegalArgumentException illegal(String owner, String text) {
    return new IllegalArgumentException(
        owner
            + "="
            + text
            + ": allowed are queues as broker-a:0-3,7,broker-b:* or"
            + " Topic/broker-a:0");
  }

  /** Those of the queues that are in the list, in the list's order. */
  List<QueueId> of(List<QueueId> queues) {
    List<QueueId> found = new ArrayList<>();
    for (Range range : ranges) {
      queues.stream().filter(range::has).forEach(found::add);
    }
    return found;
  }
}
