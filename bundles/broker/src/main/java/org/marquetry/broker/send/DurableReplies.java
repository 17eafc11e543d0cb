/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.admin.StoreAdmin;
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
            endPosition,
            clock.nanos(),
            timeoutMillis,
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
        first.late(now);
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
      held.give(ResponseCode.FLUSH_DISK_TIMEOUT, undurable(held.end, "the broker is closing"));
    }
  }

  /** What a producer is told whose message is in the log, but perhaps not on the disk. */
  private String undurable(long end, String reason) {
    StringBuilder text =
        new StringBuilder("the message is stored and will be delivered, but is not on the disk");
    for (StoreAdmin.Span span : store.spans()) {
      if (span.start() < end && (end <= span.end() || span.state().equals("written"))) {
        text.append(" (storage backend '")
            .append(span.backend())
            .append("' in ")
            .append(span.directory())
            .append(", on the disk up to position ")
            .append(store.durablePosition())
            .append(", the message ends at ")
            .append(end)
            .append(')');
      }
    }
    return text.append(": ").append(reason).toString();
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
    final long end;
    private final int timeoutMillis;

    Held(
        PendingReply pending,
        String messageId,
        int queueId,
        long queueOffset,
        String uniqueKey,
        String recallHandle,
        long end,
        long now,
        int timeoutMillis,
        InterceptedSend.Settled listener) {
      this.pending = pending;
      this.messageId = messageId;
      this.queueId = queueId;
      this.queueOffset = queueOffset;
      this.uniqueKey = uniqueKey;
      this.recallHandle = recallHandle;
      this.end = end;
      this.deadline = now + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
      this.timeoutMillis = timeoutMillis;
      this.listener = listener;
    }

    @Override
    public void settled(long position, Throwable failure) {
      if (failure == null) {
        give(ResponseCode.SUCCESS, null);
      } else if (!replied.get()) {
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        give(ResponseCode.FLUSH_DISK_TIMEOUT, undurable(end, reason));
      }
    }

    void late(long now) {
      long waited = timeoutMillis + TimeUnit.NANOSECONDS.toMillis(now - deadline);
      give(
          ResponseCode.FLUSH_DISK_TIMEOUT,
          undurable(
              end,
              "waited "
                  + waited
                  + " ms for the disk, the limit is "
                  + timeoutMillis
                  + ": look why the disk is slow, raise syncFlushTimeout, or do not wait with"
                  + " flushDiskType=ASYNC_FLUSH; sent again, there are two of it"));
    }

    void give(int code, String remark) {
      if (replied.compareAndSet(false, true)) {
        replies.stored(
            pending.reply(code).remark(remark),
            messageId,
            queueId,
            queueOffset,
            uniqueKey,
            recallHandle);
        if (listener != null) {
          listener.settled(code, messageId, queueId, queueOffset);
        }
      }
    }
  }
}
