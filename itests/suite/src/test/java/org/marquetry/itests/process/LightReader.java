/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.process;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/**
 * Reads a light queue and has the broker keep how far it is. After every failure it goes on where
 * the broker says, as a client does that has been started anew.
 */
final class LightReader {

  private static final long PAUSE_NANOS = 20_000_000;

  private final DefaultMQPullConsumer consumer;
  private final MessageQueue queue;
  private final NavigableMap<Long, String> read = new ConcurrentSkipListMap<>();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final AtomicBoolean done = new AtomicBoolean();
  private final Thread thread;

  /** What the broker has said yes to. */
  private volatile long committed;

  LightReader(DefaultMQPullConsumer consumer, MessageQueue queue) {
    this.consumer = consumer;
    this.queue = queue;
    thread = new Thread(this::run, "reader of " + queue.getTopic());
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long next = -1;
    while (!done.get()) {
      try {
        if (next < 0) {
          next = begin();
        }
        PullResult result = consumer.pull(queue, "*", next, 32);
        if (result.getPullStatus() == PullStatus.FOUND) {
          result.getMsgFoundList().forEach(this::note);
          next = result.getNextBeginOffset();
          consumer.getOffsetStore().updateConsumeOffsetToBroker(queue, next, false);
          committed = next;
        } else {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (Exception e) {
        next = -1;
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private long begin() throws Exception {
    long known = consumer.fetchConsumeOffset(queue, true);
    if (known > (read.isEmpty() ? 0 : read.lastKey() + 1)) {
      faults.add("the broker says " + known + ", which was not read yet");
    }
    return Math.max(0, known);
  }

  private void note(MessageExt message) {
    // A client shows the offset in the topic's queue; that in the light one is in a property.
    List<String> names = List.of(message.getProperty("INNER_MULTI_DISPATCH").split(",", -1));
    String[] offsets = message.getProperty("INNER_MULTI_QUEUE_OFFSET").split(",", -1);
    long offset = Long.parseLong(offsets[names.indexOf(queue.getTopic())]);
    String body = new String(message.getBody(), StandardCharsets.UTF_8);
    String before = read.put(offset, body);
    if (before != null && !before.equals(body)) {
      faults.add("at " + offset + " was " + before + " and is " + body);
    }
  }

  String name() {
    return queue.getTopic();
  }

  /** Queue offset up to which the broker has noted that all is read. */
  long committed() {
    return committed;
  }

  /** Where the broker says that the group is; -1 for nowhere. */
  long progressAtBroker() throws Exception {
    return consumer.fetchConsumeOffset(queue, true);
  }

  /** By queue offset. */
  NavigableMap<Long, String> read() {
    return read;
  }

  /** What must not be. */
  List<String> faults() {
    return faults;
  }

  void end() throws InterruptedException {
    done.set(true);
    thread.join();
  }
}
