/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import org.marquetry.message.MessageRecord;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.EntryFilter;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.store.kernel.PullStatus;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one delay level, in the order in which they are due. Used by one thread; {@link
 * #offset()} by any.
 */
final class LevelQueue {

  private static final Logger LOG = LoggerFactory.getLogger(LevelQueue.class);
  private static final int MESSAGES_AT_ONCE = 32;
  private static final int BYTES_AT_ONCE = 256 * 1024;
  private static final long RETRY_MILLIS = 1_000;
  private static final long AWAY_MILLIS = 100;

  /** With delays shorter than this a queue is still not looked at more often. */
  private static final long SHORTEST_WAIT_MILLIS = 50;

  private final MessageStore store;
  private final LogicalQueue queue;
  private final long delayMillis;
  private final Clock clock;
  private final PullBatch batch = new PullBatch();
  private final MessageRecord record = new MessageRecord();
  private volatile long offset;
  private String lastFailure;

  /**
   * @param offset of the first message that was not delivered
   */
  LevelQueue(MessageStore store, LogicalQueue queue, long delayMillis, long offset, Clock clock) {
    this.store = store;
    this.queue = queue;
    this.delayMillis = delayMillis;
    this.offset = offset;
    this.clock = clock;
  }

  /** Queue offset of the first message that was not delivered. */
  long offset() {
    return offset;
  }

  /** Position of the first message that was not delivered, {@link Long#MAX_VALUE} for none. */
  long neededFrom() {
    long end = queue.maxOffset();
    for (long at = Math.max(offset, queue.minOffset()); at < end; at++) {
      long position = queue.position(at);
      if (position >= 0) {
        return position;
      }
    }
    return Long.MAX_VALUE;
  }

  long maxOffset() {
    return queue.maxOffset();
  }

  /**
   * Delivers what is due, though not more than a batch at once.
   *
   * @return when there may be more to do, in milliseconds from now
   */
  long deliver(DueMessages due) {
    PullStatus status =
        store.pull(queue, offset, MESSAGES_AT_ONCE, BYTES_AT_ONCE, EntryFilter.ALL, batch);
    try {
      return switch (status) {
        case FOUND -> deliverBatch(due);
        case QUEUE_EMPTY, OFFSET_AT_END -> idle();
        case AWAY -> AWAY_MILLIS;
        case UNREADABLE -> unreadable();
        case OFFSET_TOO_SMALL -> move(batch.minOffset(), "messages before it were removed");
        case OFFSET_BEYOND_END -> move(batch.maxOffset(), "the queue ends there");
        case REMOVED, NO_MATCH -> move(batch.nextOffset(), "the messages between were removed");
      };
    } finally {
      batch.release();
    }
  }

  /** What comes from now on is not due before the level's delay is over. */
  private long idle() {
    return Math.max(SHORTEST_WAIT_MILLIS, delayMillis);
  }

  private long unreadable() {
    String failure = batch.failure();
    if (failure != null && !failure.equals(lastFailure)) {
      LOG.warn("delayed messages of {} wait: {}", this, failure);
      lastFailure = failure;
    }
    return RETRY_MILLIS;
  }

  private long move(long to, String reason) {
    if (to == offset) {
      return RETRY_MILLIS;
    }
    LOG.warn("delivery of {} goes on at offset {} instead of {}: {}", this, to, offset, reason);
    offset = to;
    return 0;
  }

  private long deliverBatch(DueMessages due) {
    lastFailure = null;
    for (LogView view : batch.views()) {
      int at = 0;
      while (at < view.buffer().limit()) {
        record.wrap(view.buffer(), at);
        long wait = dueTime() - clock.millis();
        if (wait > 0) {
          return wait;
        }
        if (!due.deliver(record)) {
          return store.absence() == null ? RETRY_MILLIS : AWAY_MILLIS;
        }
        offset = record.queueOffset() + 1;
        at += record.size();
      }
    }
    return 0;
  }

  /**
   * When the record is due. The entry says it, unless it was made by something that puts the tag's
   * hash there; a time too far away comes from a clock or a configuration that has changed.
   */
  private long dueTime() {
    long entry = queue.tagsCode(record.queueOffset());
    long time = entry >= record.storeTimestamp() ? entry : record.storeTimestamp() + delayMillis;
    long now = clock.millis();
    return time > now + delayMillis ? now : time;
  }

  @Override
  public String toString() {
    return queue.topic() + "/" + queue.queueId();
  }
}
