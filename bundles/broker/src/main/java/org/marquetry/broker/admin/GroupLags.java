/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.marquetry.admin.BrokerAdmin.Lag;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.Lags;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.store.kernel.LogicalQueue;

/**
 * How far groups are behind, queue by queue: messages that they will get, which are those that
 * match what they are served by. Thread-safe; may block.
 */
final class GroupLags {

  private final BrokerParts broker;
  private final Served served;

  GroupLags(BrokerParts broker) {
    this.broker = broker;
    this.served = new Served(broker.clients().consumers(), broker.filters().table());
  }

  /** Until when messages may still be judged for one question. */
  final class Patience {

    private final long deadline;

    private Patience(long millis) {
      deadline = broker.clock().nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private long leftMillis() {
      return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - broker.clock().nanos()));
    }
  }

  /**
   * How long all the questions may take together that an operator waits for.
   *
   * @param millis of waiting for what is judged in the background
   */
  Patience patience(long millis) {
    return new Patience(millis);
  }

  /** Has judging begun, for all that is asked about afterwards. */
  void prepare(String group, Set<String> topics) {
    for (String topic : topics) {
      Condition condition = served.condition(group, topic);
      if (!condition.plain()) {
        for (LogicalQueue queue : broker.store().queues(topic)) {
          broker.lags().prepare(group, queue, offset(group, queue), condition);
        }
      }
    }
  }

  private long offset(String group, LogicalQueue queue) {
    return broker.consumerOffset(group, queue.topic(), queue.queueId());
  }

  List<Lag> of(String group, Set<String> topics, Patience patience) {
    List<Lag> lags = new ArrayList<>();
    for (String name : topics) {
      TopicConfig topic = broker.topics().find(name);
      Condition condition = served.condition(group, name);
      for (int queueId = 0; topic != null && queueId < topic.readQueues(); queueId++) {
        LogicalQueue queue = broker.store().queue(name, queueId);
        long offset = broker.consumerOffset(group, name, queueId);
        String owner = broker.locks().owner(group, name, broker.brokerName(), queueId);
        Lags.Lag lag =
            queue == null
                ? Lags.Lag.NONE
                : broker.lags().of(group, queue, offset, condition, patience.leftMillis());
        lags.add(
            new Lag(
                name,
                queueId,
                queue == null ? 0 : queue.maxOffset(),
                offset,
                lag.messages(),
                lag.exact(),
                owner == null ? "-" : owner));
      }
    }
    return lags;
  }
}
