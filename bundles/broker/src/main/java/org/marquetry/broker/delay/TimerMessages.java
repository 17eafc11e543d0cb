/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
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
 * The lane of messages with delivery times of their own: they are due in another order than they
 * stand in their queue. See {@link TimerPoint} for what is known to be settled.
 */
final class TimerMessages implements LaneMessages {

  private static final Logger LOG = LoggerFactory.getLogger(TimerMessages.class);
  private static final long RETRY_MILLIS = 1_000;
  private static final long AWAY_MILLIS = 100;

  /** Entries looked at by one feeding: bounds how long a stop has to wait. */
  private static final int ENTRIES_AT_ONCE = 200_000;

  /** The longest roll window: what was stored earlier than that before is settled. */
  static final long LONGEST_WAIT_MILLIS = 172_800_000;

  /** Settled messages that are remembered to recognise an engine that repeats itself. */
  private static final int MOST_REMEMBERED = 100_000;

  private final MessageStore store;
  private final LogicalQueue queue;
  private final DueMessages due;
  private final Cancellations cancellations;
  private final LongSupplier rollWindowMillis;
  private final Clock clock;

  /** Held while one message is settled, and while one is cancelled. */
  private final ReentrantLock settling = new ReentrantLock();

  private final PullBatch batch = new PullBatch();
  private final MessageRecord record = new MessageRecord();
  private final LongSet remembered = new LongSet(MOST_REMEMBERED);

  /** Handed out too early by an engine, to be fed again. */
  private final ArrayDeque<Long> again = new ArrayDeque<>();

  private final long[] taken = new long[EngineTurn.MOST_TAKEN];
  private int takenCount;
  private int next;
  private TimerPoint reached;

  /**
   * Where the log begins to tell of deliveries that are beyond what was reached, since more was due
   * at their time than an engine hands out at once; -1 while there are none.
   */
  private long beyondFrom = -1;

  /** When the last of these was due. */
  private long beyondUntil;

  private volatile Origins origins = Origins.none();
  private long refillEnd;
  private int looked;
  private String lastFailure;
  private volatile TimerPoint point;
  private volatile long fed;
  private final AtomicLong pending = new AtomicLong();

  /**
   * @param point how far messages are known to be settled
   * @param rollWindowMillis after which a message that waits longer is stored again
   */
  TimerMessages(
      MessageStore store,
      LogicalQueue queue,
      DueMessages due,
      Cancellations cancellations,
      TimerPoint point,
      LongSupplier rollWindowMillis,
      Clock clock) {
    this.store = store;
    this.queue = queue;
    this.due = due;
    this.cancellations = cancellations;
    this.point = point;
    this.rollWindowMillis = rollWindowMillis;
    this.clock = clock;
  }

  /** How far messages are settled; any thread. */
  TimerPoint point() {
    return point;
  }

  /** Held while a message is settled: whoever cancels one holds it too. */
  ReentrantLock settling() {
    return settling;
  }

  @Override
  public int queues() {
    return 1;
  }

  @Override
  public long dueMillis(int number, long reference) {
    if (reference < queue.minOffset() || reference >= queue.maxOffset()) {
      return Long.MIN_VALUE;
    }
    return actionMillis(code(queue.position(reference), queue.tagsCode(reference)));
  }

  /** The code of an entry, read from the record where something else has made the entry. */
  long code(long position, long entryCode) {
    if (EntryCodes.isTime(entryCode) || EntryCodes.isCancellation(entryCode)) {
      return entryCode;
    }
    LogView view = store.record(position);
    if (view == null) {
      return clock.millis();
    }
    try {
      return TimerRecord.code(
          new MessageRecord().wrap(view.buffer(), 0), rollWindowMillis.getAsLong());
    } finally {
      view.release();
    }
  }

  /** A cancellation is looked at before the message that it is for. */
  private static long actionMillis(long code) {
    return code < 0 ? -code - 1 : code;
  }

  @Override
  public long startMillis() {
    return point.millis();
  }

  @Override
  public void refill() throws IOException {
    TimerPoint from = point;
    origins = Origins.read(store, from.position());
    long first = firstWaiting(from);
    refillEnd = queue.maxOffset();
    fed = first;
    pending.set(0);
    takenCount = 0;
    next = 0;
    again.clear();
    settling.lock();
    try {
      remembered.clear();
    } finally {
      settling.unlock();
    }
  }

  /** Queue offset before which every message is settled. May block for the disk. */
  private long firstWaiting(TimerPoint from) {
    long min = queue.minOffset();
    if (from.millis() <= 0) {
      return min;
    }
    long needed = store.offsetByTime(queue, from.millis() - LONGEST_WAIT_MILLIS, false);
    return Math.max(min, Math.min(needed, from.offset()));
  }

  /** Where the first message lies that may not be settled; any thread. */
  long neededFrom() {
    long first = firstWaiting(point);
    long position = first < queue.maxOffset() ? queue.position(first) : -1;
    return position < 0 ? Long.MAX_VALUE : position;
  }

  @Override
  public void feed(EngineTurn turn) {
    while (!again.isEmpty() && turn.room() > 0) {
      long reference = again.removeFirst();
      turn.give(0, reference, dueMillis(0, reference));
    }
    if (turn.room() > 0 && fed < queue.maxOffset()) {
      looked = 0;
      fed =
          store.entries(
              queue,
              fed,
              queue.maxOffset(),
              (offset, position, code) -> feed(turn, offset, position, code(position, code)));
    }
  }

  private boolean feed(EngineTurn turn, long offset, long position, long code) {
    looked++;
    boolean settled = settledBefore(offset, code) || (code > 0 && origins.contains(position));
    boolean room = settled || turn.give(0, offset, actionMillis(code));
    if (!settled) {
      pending.addAndGet(EntryCodes.isCancellation(code) ? -1 : 1);
    }
    return room && looked < ENTRIES_AT_ONCE;
  }

  /** Cancellations are needed for as long as the message that they are for. */
  private boolean settledBefore(long offset, long code) {
    TimerPoint now = point;
    return offset < now.offset() && Math.abs(code) <= now.millis();
  }

  @Override
  public boolean refilled() {
    return fed >= refillEnd;
  }

  @Override
  public boolean unfed() {
    return fed < queue.maxOffset() || !again.isEmpty();
  }

  @Override
  public boolean mayDrain() {
    return next == takenCount;
  }

  @Override
  public void take(EngineTurn turn) {
    if (!turn.drains()) {
      return;
    }
    for (int i = 0; i < turn.taken(); i++) {
      taken[i] = turn.takenReference(i);
    }
    takenCount = turn.taken();
    next = 0;
    long millis = Math.min(turn.nextDue() - 1, turn.nowMillis());
    reached = new TimerPoint(millis, fed, 0);
  }

  @Override
  public long deliver() {
    while (next < takenCount) {
      long wait = settle(taken[next]);
      if (wait > 0) {
        return wait;
      }
      next++;
    }
    if (reached != null) {
      advance();
      reached = null;
    }
    return Long.MAX_VALUE;
  }

  private void advance() {
    TimerPoint before = point;
    boolean further = reached.millis() >= before.millis() && reached.offset() >= before.offset();
    if (further && again.isEmpty()) {
      if (reached.millis() >= beyondUntil) {
        beyondFrom = -1;
      }
      long position = beyondFrom >= 0 ? beyondFrom : store.endPosition();
      settling.lock();
      try {
        point = new TimerPoint(reached.millis(), reached.offset(), position);
        remembered.keepOnly(offset -> !settledBefore(offset, entryCode(offset)));
        cancellations.settled(reached.millis());
      } finally {
        settling.unlock();
      }
    }
  }

  private long entryCode(long offset) {
    return code(queue.position(offset), queue.tagsCode(offset));
  }

  /**
   * Delivers one message, drops it, or lets it wait on.
   *
   * @return when it has to be tried again, in milliseconds from now; 0 where it is settled
   */
  private long settle(long offset) {
    if (offset < queue.minOffset() || offset >= fed) {
      return 0;
    }
    settling.lock();
    try {
      PullStatus status = store.pull(queue, offset, 1, Integer.MAX_VALUE, EntryFilter.ALL, batch);
      return switch (status) {
        case FOUND -> settleFound(offset);
        case AWAY -> AWAY_MILLIS;
        case UNREADABLE -> unreadable();
        default -> removed(offset);
      };
    } finally {
      batch.release();
      settling.unlock();
    }
  }

  private long unreadable() {
    String failure = batch.failure();
    if (failure != null && !failure.equals(lastFailure)) {
      LOG.warn("messages of the timer wait: {}", failure);
      lastFailure = failure;
    }
    return RETRY_MILLIS;
  }

  private long removed(long offset) {
    LOG.warn("message {} of the timer was removed from the log before it was due", offset);
    return 0;
  }

  private long settleFound(long offset) {
    lastFailure = null;
    record.wrap(batch.views().get(0).buffer(), 0);
    if (record.queueOffset() != offset) {
      return removed(offset);
    }
    long code = entryCode(offset);
    if (remembered.contains(offset) || settledBefore(offset, code)) {
      return 0;
    }
    long now = clock.millis();
    if (actionMillis(code) > now) {
      again.addLast(offset);
      return 0;
    }
    noteBeyond(actionMillis(code));
    if (!settleDue(code, now)) {
      return store.absence() == null ? RETRY_MILLIS : AWAY_MILLIS;
    }
    remembered.add(offset);
    return 0;
  }

  private void noteBeyond(long dueMillis) {
    if (dueMillis > reached.millis()) {
      beyondFrom = beyondFrom >= 0 ? beyondFrom : store.endPosition();
      beyondUntil = Math.max(beyondUntil, dueMillis);
    }
  }

  /** Returns {@code false} where the store does not take what has to be stored. */
  private boolean settleDue(long code, long now) {
    if (EntryCodes.isCancellation(code)) {
      long position = Cancellation.positionOf(record);
      if (position >= 0) {
        cancellations.add(position, -code);
      } else {
        cancellations.addRounded(Cancellation.keyOf(record), -code);
      }
      return true;
    }
    if (cancellations.contains(record, code)) {
      return true;
    }
    long dueMillis = TimerRecord.dueMillis(record, code);
    boolean stored =
        dueMillis > now
            ? due.parkAgain(record, dueMillis, rollWindowMillis.getAsLong())
            : due.deliverTimed(record, now);
    if (stored) {
      pending.decrementAndGet();
    }
    return stored;
  }

  /**
   * Whether a message of the queue is still to be delivered or parked again, if it was not
   * cancelled. To be asked under {@link #settling()}.
   *
   * @param code of its entry
   */
  boolean waits(long offset, long position, long code) {
    return !remembered.contains(offset)
        && !settledBefore(offset, code)
        && !origins.contains(position);
  }

  /** The code of a message's entry, see {@link EntryCodes}. May block for the disk. */
  long codeOf(long offset) {
    return entryCode(offset);
  }

  /** Queue offset before which nothing waits. May block for the disk. */
  long firstWaiting() {
    return firstWaiting(point);
  }

  /** Queue offset of the first message that is not settled. May block for the disk. */
  long firstUnsettled() {
    long[] first = {queue.maxOffset()};
    store.entries(
        queue,
        firstWaiting(),
        queue.maxOffset(),
        (offset, position, entryCode) -> {
          boolean settled = settledBefore(offset, code(position, entryCode));
          first[0] = settled ? first[0] : offset;
          return settled;
        });
    return first[0];
  }

  LogicalQueue queue() {
    return queue;
  }

  Cancellations cancellations() {
    return cancellations;
  }

  @Override
  public long pending() {
    // A cancellation may be fed without the message that it is for.
    return Math.max(0, pending.get());
  }
}
