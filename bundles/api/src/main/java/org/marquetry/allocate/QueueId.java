/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate;

import java.util.Comparator;

/**
 * A message queue. Sorted as RocketMQ's clients do: by topic, broker, number.
 *
 * @param topic its topic
 * @param broker name of the broker that it is on
 * @param number of the queue in its topic on its broker, from 0
 */
public record QueueId(String topic, String broker, int number) implements Comparable<QueueId> {

  private static final Comparator<QueueId> ORDER =
      Comparator.comparing(QueueId::topic)
          .thenComparing(QueueId::broker)
          .thenComparingInt(QueueId::number);

  @Override
  public int compareTo(QueueId other) {
    return ORDER.compare(this, other);
  }
}
