/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.common.message.MessageQueue;

/** The client's own strategy, which tells how often one set of members was seen in a row. */
final class WatchedAllocation implements AllocateMessageQueueStrategy {

  private final AllocateMessageQueueStrategy strategy = new AllocateMessageQueueAveragely();
  private final String topic;
  private final Consumer<Set<String>> watcher;
  private Set<String> members = Set.of();
  private int streak;

  /**
   * @param topic the one to watch; the client allocates others too
   * @param watcher is told each time which members were seen
   */
  WatchedAllocation(String topic, Consumer<Set<String>> watcher) {
    this.topic = topic;
    this.watcher = watcher;
  }

  @Override
  public List<MessageQueue> allocate(
      String group, String clientId, List<MessageQueue> queues, List<String> clientIds) {
    List<MessageQueue> own = strategy.allocate(group, clientId, queues, clientIds);
    if (queues.get(0).getTopic().equals(topic)) {
      saw(Set.copyOf(clientIds));
    }
    return own;
  }

  private synchronized void saw(Set<String> now) {
    streak = now.equals(members) ? streak + 1 : 1;
    members = now;
    watcher.accept(now);
  }

  /** How often in a row exactly these members were seen, up to now. */
  synchronized int streakOf(Set<String> expected) {
    return members.equals(expected) ? streak : 0;
  }

  @Override
  public String getName() {
    return strategy.getName();
  }
}
