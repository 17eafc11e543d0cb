/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;

/** A consumer that asks for messages in a thread of its own, and commits what it got. */
final class PullingMember {

  private static final long POLL_MILLIS = 200;
  private static final long COMMIT_MILLIS = 1_000;

  private final DefaultLitePullConsumer consumer;
  private final String name;
  private final Deliveries deliveries;
  private final Thread thread;
  private volatile boolean gone;

  private PullingMember(DefaultLitePullConsumer consumer, String name, Deliveries deliveries) {
    this.consumer = consumer;
    this.name = name;
    this.deliveries = deliveries;
    this.thread = new Thread(this::poll, "soak-" + name);
  }

  /** Starts a consumer of a whole topic. */
  static Member start(
      DefaultLitePullConsumer consumer,
      String topic,
      String name,
      WatchedAllocation allocation,
      Deliveries deliveries)
      throws Exception {
    consumer.setAllocateMessageQueueStrategy(allocation);
    consumer.setAutoCommitIntervalMillis(COMMIT_MILLIS);
    consumer.subscribe(topic, "*");
    consumer.start();
    PullingMember member = new PullingMember(consumer, name, deliveries);
    member.thread.start();
    return new Member(name, consumer, allocation, member::shutdown);
  }

  private void poll() {
    while (!gone) {
      try {
        consumer.poll(POLL_MILLIS).forEach(message -> deliveries.came(message, name));
      } catch (IllegalStateException e) {
        // Shut down with all other clients at the end.
        gone |= !consumer.isRunning();
      }
    }
  }

  private void shutdown() {
    gone = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    consumer.shutdown();
  }
}
