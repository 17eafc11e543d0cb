/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.marquetry.broker.pull.OffsetResets;

/**
 * Offsets that an operator has set for a group and that its consumers have yet to take over: until
 * then they are what a query answers, commits are ignored, and the next pull is told to move there.
 * In memory only. Thread-safe; a look-up while nothing is pending costs one read.
 */
public final class PendingResets implements OffsetResets {

  private final Map<Key, Long> targets = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public long pending(String group, String topic, int queueId) {
    if (count.get() == 0) {
      return -1;
    }
    return targets.getOrDefault(new Key(group, topic, queueId), -1L);
  }

  @Override
  public long take(String group, String topic, int queueId) {
    if (count.get() == 0) {
      return -1;
    }
    Long target = targets.remove(new Key(group, topic, queueId));
    if (target == null) {
      return -1;
    }
    count.decrementAndGet();
    return target;
  }

  public void set(String group, String topic, int queueId, long offset) {
    if (targets.put(new Key(group, topic, queueId), offset) == null) {
      count.incrementAndGet();
    }
  }

  public void removeGroup(String group) {
    remove(key -> key.group.equals(group));
  }

  public void removeTopic(String topic) {
    remove(key -> key.topic.equals(topic));
  }

  private void remove(Predicate<Key> which) {
    targets
        .keySet()
        .removeIf(
            key -> {
              boolean gone = which.test(key);
              if (gone) {
                count.decrementAndGet();
              }
              return gone;
            });
  }

  private record Key(String group, String topic, int queueId) {}
}
