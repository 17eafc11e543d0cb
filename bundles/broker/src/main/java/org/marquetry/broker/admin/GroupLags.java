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
import org.marquetry.broker.client.PerMemberGroups;
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
      for (LogicalQueue queue : broker.store().queues(topic)) {
        for (Reader reader : readers(group, queue)) {
          broker.lags().prepare(reader.name, queue, reader.offset, reader.condition);
        }
      }
    }
  }

  /** Who consumes a queue for a group, from where, and what. */
  private record Reader(String name, long offset, Condition condition) {}

  /** The group as a whole, or in per-member mode each of its shares. */
  private List<Reader> readers(String group, LogicalQueue queue) {
    PerMemberGroups perMember = broker.clients().consumers().perMember();
    if (!perMember.perMember(group)) {
      return List.of(
          new Reader(
              group,
              broker.consumerOffset(group, queue.topic(), queue.queueId()),
              served.condition(group, queue.topic())));
    }
    return perMember.shares(group).stream()
        .filter(PerMemberGroups.Share::live)
        .map(share -> reader(group, share, queue))
        .toList();
  }

  private Reader reader(String group, PerMemberGroups.Share share, LogicalQueue queue) {
    PerMemberGroups perMember = broker.clients().consumers().perMember();
    Condition condition =
        served.bound(
            group,
            queue.topic(),
            perMember.condition(group, share, queue.topic(), queue.queueId()));
    return new Reader(
        share.name(),
        perMember.offsets().offset(share.name(), queue.topic(), queue.queueId()),
        condition);
  }

  /** What a share of a group in per-member mode is still to get. */
  long ofShare(String group, PerMemberGroups.Share share, Patience patience) {
    long messages = 0;
    for (String topic : share.wishes().subscriptions().keySet()) {
      for (LogicalQueue queue : broker.store().queues(topic)) {
        messages += lag(reader(group, share, queue), queue, patience).messages();
      }
    }
    return messages;
  }

  private Lags.Lag lag(Reader reader, LogicalQueue queue, Patience patience) {
    return broker
        .lags()
        .of(reader.name, queue, reader.offset, reader.condition, patience.leftMillis());
  }

  /** Who holds the queue's lock; in per-member mode there is one for each share. */
  private String owner(String group, String topic, int queueId) {
    List<String> holders = new ArrayList<>(List.of(group));
    broker
        .clients()
        .consumers()
        .perMember()
        .shares(group)
        .forEach(each -> holders.add(each.name()));
    List<String> owners = new ArrayList<>();
    for (String holder : holders) {
      String owner = broker.locks().owner(holder, topic, broker.brokerName(), queueId);
      if (owner != null) {
        owners.add(owner);
      }
    }
    return owners.isEmpty() ? "-" : String.join(", ", owners);
  }

  List<Lag> of(String group, Set<String> topics, Patience patience) {
    List<Lag> lags = new ArrayList<>();
    for (String name : topics) {
      TopicConfig topic = broker.topics().find(name);
      for (int queueId = 0; topic != null && queueId < topic.readQueues(); queueId++) {
        LogicalQueue queue = broker.store().queue(name, queueId);
        long offset = broker.consumerOffset(group, name, queueId);
        Lags.Lag lag = Lags.Lag.NONE;
        if (queue != null) {
          for (Reader reader : readers(group, queue)) {
            lag = lag.plus(lag(reader, queue, patience));
          }
        }
        lags.add(
            new Lag(
                name,
                queueId,
                queue == null ? 0 : queue.maxOffset(),
                offset,
                lag.messages(),
                lag.exact(),
                owner(group, name, queueId)));
      }
    }
    return lags;
  }
}
