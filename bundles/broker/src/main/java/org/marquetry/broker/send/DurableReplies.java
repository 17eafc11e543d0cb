/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.broker.intercept.InterceptedSend;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * Holds replies back until their messages are on the disk, or until waiting for that has taken too
 * long. Thread-safe; never blocks.
 */
final class DurableReplies implements AutoCloseable {

  private static final long TICK_MILLIS = 50;

  private final MessageStore store;
  private final SendReplies replies;
  private final Clock clock;

  /** In the order of their deadlines but for changes of the time-out. */
  private final ConcurrentLinkedQueue<Held> waiting = new ConcurrentLinkedQueue<>();

  private final Scheduler.Task expiry;

  DurableReplies(MessageStore store, SendReplies replies, Clock clock, Scheduler scheduler) {
    this.store = store;
    this.replies = replies;
    this.clock = clock;
    this.expiry = scheduler.every("sync-flush-expiry", TICK_MILLIS, TICK_MILLIS, this::expire);
  }

  /**
   * Replies when everything before {@code endPosition} is on the disk.
   *
   * @param uniqueKey {@code null} for batches
   * @param recallHandle {@code null} for messages that cannot be taken back
   * @param listener told after the reply; {@code null} for none
   */
  void reply(
      PendingReply pending,
      long endPosition,
      String messageId,
      int queueId,
      long queueOffset,
      String uniqueKey,
      String recallHandle,
      int timeoutMillis,
      InterceptedSend.Settled listener) {
    Held held =
        new Held(
            pending,
            messageId,
            queueId,
            queueOffset,
            uniqueKey,
            recallHandle,
            clock.nanos() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis),
            listener);
    store.whenDurable(endPosition, Durability.ON_DISK, held);
    if (!held.replied.get()) {
      waiting.add(held);
    }
  }

  private void expire() {
    long now = clock.nanos();
    Held first = waiting.peek();
    while (first != null) {
      if (!first.replied.get()) {
        if (now - first.deadline < 0) {
          return;
        }
        first.give(ResponseCode.FLUSH_DISK_TIMEOUT);
      }
      waiting.poll();
      first = waiting.peek();
    }
  }

  /** Gives the replies that are still held. */
  @Override
  public void close() {
    expiry.cancel();
    for (Held held = waiting.poll(); held != null; held = waiting.poll()) {
      held.give(ResponseCode.FLUSH_DISK_TIMEOUT);
    }
  }

  private final class Held implements DurabilityListener {

    final AtomicBoolean replied = new AtomicBoolean();
    final long deadline;
    private final PendingReply pending;
    private final String messageId;
    private final int queueId;
    private final long queueOffset;
    private final String uniqueKey;
    private final String recallHandle;
    private final InterceptedSend.Settled listener;

    Held(
        PendingReply pending,
        String messageId,
        int queueId,
        long queueOffset,
        String uniqueKey,
        String recallHandle,
        long deadline,
        InterceptedSend.Settled listener) {
      this.pending = pending;
      this.messageId = messageId;
      this.queueId = queueId;
      this.queueOffset = queueOffset;
      this.uniqueKey = uniqueKey;
      this.recallHandle = recallHandle;
      this.deadline = deadline;
      this.listener = listener;
    }

    @Override
    public void settled(long position, Throwable failure) {
      give(failure == null ? ResponseCode.SUCCESS : ResponseCode.FLUSH_DISK_TIMEOUT);
    }

    void give(int code) {
      if (replied.compareAndSet(false, true)) {
        replies.stored(
            pending.reply(code), messageId, queueId, queueOffset, uniqueKey, recallHandle);
        if (listener != null) {
          listener.settled(code, messageId, queueId, queueOffset);
        }
      }
    }
  }
}
