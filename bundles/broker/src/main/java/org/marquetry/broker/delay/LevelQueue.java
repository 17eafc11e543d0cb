/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.marquetry.message.MessageRecord;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.EntryFilter;
import org.marquetry.store.kernel.EntryVisitor;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.store.kernel.PullStatus;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of one delay level, in the order in which they are due. Used by one thread; {@link
 * #offset()}, {@link #dueMillis} and {@link #unfed()} by any.
 */
final class LevelQueue {

  private static final Logger LOG = LoggerFactory.getLogger(LevelQueue.class);
  private static final int MESSAGES_AT_ONCE = 32;
  private static final int BYTES_AT_ONCE = 256 * 1024;
  private static final long RETRY_MILLIS = 1_000;
  private static final long AWAY_MILLIS = 100;

  private final MessageStore store;
  private final LogicalQueue queue;
  private final long delayMillis;
  private final LongPredicate settled;
  private final ReentrantLock settling;
  private final Clock clock;
  private final PullBatch batch = new PullBatch();
  private final MessageRecord record = new MessageRecord();
  private volatile long offset;

  /** Queue offset of the next message that an engine gets to know. */
  private volatile long fed;

  /** Queue offset that {@link #fed} has to reach before the engine knows all that waits. */
  private long refillEnd;

  /** Queue offset after the last message that an engine has said to be due. */
  private long released;

  private String lastFailure;

  /**
   * @param offset of the first message that was not delivered
   * @param settled tells by their positions which messages are not to be delivered in spite of that
   * @param settling held while messages are delivered
   */
  LevelQueue(
      MessageStore store,
      LogicalQueue queue,
      long delayMillis,
      long offset,
      LongPredicate settled,
      ReentrantLock settling,
      Clock clock) {
    this.store = store;
    this.queue = queue;
    this.delayMillis = delayMillis;
    this.offset = offset;
    this.settled = settled;
    this.settling = settling;
    this.clock = clock;
  }

  /** Queue offset of the first message that was not delivered. */
  long offset() {
    return offset;
  }

  /**
   * Position of the first message that a broker delivers that begins at an offset, {@link
   * Long#MAX_VALUE} for none.
   */
  long neededFrom(long begin) {
    long end = queue.maxOffset();
    for (long at = Math.max(begin, queue.minOffset()); at < end; at++) {
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

  /** Begins anew with {@link #feed}. */
  void refill() {
    long max = queue.maxOffset();
    long min = queue.minOffset();
    if (offset > max) {
      move(max, "the queue ends there");
    } else if (offset < min) {
      move(min, "messages before it were removed");
    }
    fed = offset;
    released = offset;
    refillEnd = max;
  }

  /** Gives an engine's call messages of this level, as the queue of that number. */
  void feed(int number, EngineTurn turn) {
    if (unfed()) {
      fed =
          store.entries(
              queue,
              fed,
              queue.maxOffset(),
              (reference, position, code) ->
                  turn.give(number, reference, dueMillis(reference, code)));
    }
  }

  boolean refilled() {
    return fed >= refillEnd;
  }

  boolean unfed() {
    return fed < queue.maxOffset();
  }

  /** An engine has said that this message is due. */
  void release(long reference) {
    released = Math.max(released, Math.min(reference + 1, fed));
  }

  /** When a message is due, {@link Long#MIN_VALUE} where there is none. */
  long dueMillis(long reference) {
    return reference < queue.minOffset() || reference >= queue.maxOffset()
        ? Long.MIN_VALUE
        : dueMillis(reference, queue.tagsCode(reference));
  }

  /**
   * The entry says it, unless it was made by something that puts the tag's hash there; a time too
   * far away comes from a clock or a configuration that has changed.
   */
  private long dueMillis(long reference, long code) {
    long time = EntryCodes.isTime(code) ? code : store.storeTime(queue, reference) + delayMillis;
    long now = clock.millis();
    return time > now + delayMillis ? now : time;
  }

  /**
   * Delivers what has been released and is due.
   *
   * @return when it has to be tried again, in milliseconds from now; {@link Long#MAX_VALUE} where
   *     all is done
   */
  long deliver(DueMessages due) {
    long wait = 0;
    while (wait == 0 && offset < released) {
      settling.lock();
      try {
        wait = deliverSome(due);
      } finally {
        settling.unlock();
      }
    }
    return offset < released ? wait : Long.MAX_VALUE;
  }

  /** Whether a message is still to be delivered; to be asked while none is being delivered. */
  boolean waits(long queueOffset, long position) {
    return queueOffset >= offset && !settled.test(position);
  }

  /**
   * Goes through the messages that wait.
   *
   * @param visitor takes queue offset, position and time, and says whether it wants more
   * @return whether it wanted all of them
   */
  boolean forEachWaiting(EntryVisitor visitor) {
    boolean[] all = {true};
    store.entries(
        queue,
        offset,
        queue.maxOffset(),
        (reference, position, code) -> {
          all[0] = visitor.entry(reference, position, dueMillis(reference, code));
          return all[0];
        });
    return all[0];
  }

  private long deliverSome(DueMessages due) {
    int messages = (int) Math.min(MESSAGES_AT_ONCE, released - offset);
    PullStatus status = store.pull(queue, offset, messages, BYTES_AT_ONCE, EntryFilter.ALL, batch);
    try {
      return switch (status) {
        case FOUND -> deliverBatch(due);
        case QUEUE_EMPTY, OFFSET_AT_END -> RETRY_MILLIS;
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
        long wait = dueMillis(record.queueOffset()) - clock.millis();
        if (wait > 0) {
          return wait;
        }
        if (!settled.test(record.position()) && !due.deliver(record)) {
          return store.absence() == null ? RETRY_MILLIS : AWAY_MILLIS;
        }
        offset = record.queueOffset() + 1;
        at += record.size();
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return queue.topic() + "/" + queue.queueId();
  }
}
