/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.retry;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyContext;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Shared by the members of a group: notes when two of them are in one queue at a time, and when a
 * message comes before the one that stands in front of it. Thread-safe.
 */
final class InOrder {

  /** Long enough for members to meet in a queue, where they can. */
  private static final int WORK_MILLIS = 3;

  private final Map<Integer, String> inside = new ConcurrentHashMap<>();
  private final Map<Integer, Long> next = new ConcurrentHashMap<>();
  private final Map<String, Integer> byMember = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

  MessageListenerOrderly member(String name) {
    return (batch, context) -> consume(name, batch, context);
  }

  private ConsumeOrderlyStatus consume(
      String name, List<MessageExt> batch, ConsumeOrderlyContext context) {
    int queue = context.getMessageQueue().getQueueId();
    String other = inside.putIfAbsent(queue, name);
    if (other != null) {
      faults.add(name + " and " + other + " are in queue " + queue + " at the same time");
      return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
    }
    try {
      for (MessageExt message : batch) {
        TimeUnit.MILLISECONDS.sleep(WORK_MILLIS); // the work
        took(name, queue, message.getQueueOffset());
      }
      return ConsumeOrderlyStatus.SUCCESS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
    } finally {
      inside.remove(queue);
    }
  }

  /** A message may come again, with all that follow it; none may be passed over. */
  private void took(String name, int queue, long offset) {
    long expected = next.getOrDefault(queue, 0L);
    if (offset > expected) {
      faults.add(name + " got " + offset + " of queue " + queue + " before " + expected);
    }
    next.put(queue, offset + 1);
    byMember.merge(name, 1, Integer::sum);
  }

  /** Offset behind the last message that was consumed of a queue. */
  long next(int queue) {
    return next.getOrDefault(queue, 0L);
  }

  /** How many messages a member consumed. */
  int consumedBy(String name) {
    return byMember.getOrDefault(name, 0);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }
}
