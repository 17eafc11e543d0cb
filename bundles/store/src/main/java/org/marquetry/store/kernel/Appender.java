/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.marquetry.message.RecordLayout;
import org.marquetry.message.SysFlag;
import org.marquetry.store.Durability;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.queue.ConsumeQueue;
import org.marquetry.system.Clock;

/**
 * Appends messages to the log and to their queues. One lock orders all appends: under it a message
 * gets its position, its queue offset and its store timestamp.
 */
final class Appender {

  /** How much longer than the longest body a record may be. */
  private static final int RECORD_SLACK = 64 << 10;

  /** One append of eight is timed: asking for the time costs as much as much of the rest. */
  private static final long UNTIMED = 7;

  private static final long TIMES_WAIT_MILLIS = 100;

  private static final AppendListener NOBODY = (queue, queueOffset, tagsCode) -> {};

  private final LogChain log;
  private final QueueTable queues;
  private final WriteGate gate;
  private final Clock clock;
  private final int maxMessageBytes;
  private final long maxAppendBytes;
  private final Consumer<LogicalQueue> fileWanted;
  private final ReentrantLock lock = new ReentrantLock();
  private final RecordEncoder encoder = new RecordEncoder();
  private final MessageDraft[] one = new MessageDraft[1];
  private final AppendTimes times;
  private volatile AppendTimes.Summary summary = new AppendTimes.Summary(0, 0, 0);
  private final LongAdder refused = new LongAdder();

  /** When the append under way got the log, in milliseconds since 1970; 0 where none is. */
  private final AtomicLong underWaySince = new AtomicLong();

  private final List<LogicalQueue> dirty = new ArrayList<>();
  private long lastTimestamp;

  /** Under the lock: why the last append wrote nothing. */
  private AppendStatus refusal;

  private volatile StoreHost host = new StoreHost(new byte[] {127, 0, 0, 1}, 0);
  private volatile AppendListener listener = NOBODY;

  /**
   * @param lastTimestamp store timestamp of the last record in the log
   * @param fileWanted is asked, off the appending thread, to make a queue ready for more
   */
  Appender(
      LogChain log,
      QueueTable queues,
      WriteGate gate,
      Clock clock,
      StoreSettings settings,
      long lastTimestamp,
      Consumer<LogicalQueue> fileWanted) {
    this.log = log;
    this.queues = queues;
    this.gate = gate;
    this.clock = clock;
    this.fileWanted = fileWanted;
    this.lastTimestamp = lastTimestamp;
    times = new AppendTimes(clock.nanos());
    maxMessageBytes = settings.maxMessageBytes();
    maxAppendBytes =
        Math.min(
            (long) settings.maxMessageBytes() + RECORD_SLACK,
            settings.segmentBytes() - RecordLayout.FILLER_HEAD);
  }

  void host(StoreHost value) {
    host = value;
  }

  void listener(AppendListener value) {
    listener = value;
  }

  AppendStatus append(LogicalQueue queue, MessageDraft draft, Appended result) {
    AppendStatus status = tryAppend(queue, draft, result);
    if (status != AppendStatus.OK) {
      refused.increment();
    }
    return status;
  }

  private AppendStatus tryAppend(LogicalQueue queue, MessageDraft draft, Appended result) {
    boolean timed = (queue.maxOffset() & UNTIMED) == 0;
    long began = timed ? clock.nanos() : 0;
    StoreHost from = host;
    AppendStatus status = measure(draft, queue, from);
    if (status == AppendStatus.OK && draft.mostBytes() > maxAppendBytes) {
      status = AppendStatus.MESSAGE_TOO_LARGE;
    }
    if (status == AppendStatus.OK) {
      status = gate.check();
    }
    if (status == AppendStatus.OK && !(ready(queue, 1) && lightReady(draft, 1))) {
      status = AppendStatus.NOT_WRITABLE;
    }
    if (status != AppendStatus.OK) {
      return status;
    }
    draft.sum();
    LogicalQueue used;
    lock.lock();
    try {
      one[0] = draft;
      used = write(queue, one, 1, from, result);
      status = refusal;
      if (timed) {
        times.add(began, clock.nanos());
      }
    } finally {
      underWaySince.setOpaque(0);
      one[0] = null;
      lock.unlock();
    }
    if (used == null) {
      return status;
    }
    settle(used, result);
    settleLight(draft, result);
    return AppendStatus.OK;
  }

  AppendStatus append(LogicalQueue queue, List<MessageDraft> batch, Appended result) {
    AppendStatus status = tryAppend(queue, batch, result);
    if (status != AppendStatus.OK) {
      refused.increment();
    }
    return status;
  }

  private AppendStatus tryAppend(LogicalQueue queue, List<MessageDraft> batch, Appended result) {
    long began = clock.nanos();
    if (batch.isEmpty()) {
      throw new IllegalArgumentException("a batch of no messages for " + queue);
    }
    StoreHost from = host;
    MessageDraft[] drafts = batch.toArray(new MessageDraft[0]);
    AppendStatus status = gate.check();
    long length = 0;
    for (int i = 0; i < drafts.length && status == AppendStatus.OK; i++) {
      status = measure(drafts[i], queue, from);
      length += drafts[i].mostBytes();
    }
    if (status == AppendStatus.OK && length > maxAppendBytes) {
      status = AppendStatus.MESSAGE_TOO_LARGE;
    }
    if (status == AppendStatus.OK && !ready(queue, drafts.length)) {
      status = AppendStatus.NOT_WRITABLE;
    }
    for (int i = 0; i < drafts.length && status == AppendStatus.OK; i++) {
      status = lightReady(drafts[i], drafts.length) ? AppendStatus.OK : AppendStatus.NOT_WRITABLE;
    }
    if (status != AppendStatus.OK) {
      return status;
    }
    for (MessageDraft draft : drafts) {
      draft.sum();
    }
    LogicalQueue used;
    lock.lock();
    try {
      used = write(queue, drafts, drafts.length, from, result);
      status = refusal;
      times.add(began, clock.nanos());
    } finally {
      underWaySince.setOpaque(0);
      lock.unlock();
    }
    if (used == null) {
      return status;
    }
    settle(used, result);
    for (MessageDraft draft : drafts) {
      settleLight(draft, result);
    }
    return AppendStatus.OK;
  }

  private AppendStatus measure(MessageDraft draft, LogicalQueue queue, StoreHost from) {
    if (draft.body.remaining() > maxMessageBytes) {
      return AppendStatus.MESSAGE_TOO_LARGE;
    }
    draft.measure(queue.topicBytes.length, from.address().length);
    draft.fanOut = FanOut.of(draft, queue, queues);
    int more = draft.fanOut == null ? 0 : draft.fanOut.mostBytes();
    return draft.allPropertiesLength + more > RecordLayout.MAX_PROPERTIES
        ? AppendStatus.PROPERTIES_TOO_LARGE
        : AppendStatus.OK;
  }

  /** Whether the light queues that a message names need no new file. */
  boolean fanOutReady(LogicalQueue queue, MessageDraft draft) {
    FanOut fanOut = FanOut.of(draft, queue, queues);
    return fanOut == null || fanOut.each(LogicalQueue::ready);
  }

  private boolean lightReady(MessageDraft draft, int entries) {
    return draft.fanOut == null || draft.fanOut.each(light -> ready(light, entries));
  }

  /** Makes the files an append needs; blocks only where they are not there yet. */
  private boolean ready(LogicalQueue queue, int entries) {
    if (queue.entries.ready(entries)) {
      return true;
    }
    try {
      queue.entries.prepare(entries);
      return true;
    } catch (IOException e) {
      gate.refuse("the files of queue " + queue + " cannot be made: " + e.getMessage(), e);
      return false;
    }
  }

  /**
   * @return the queue that was written to, {@code null} if none was: {@link #refusal} says why
   */
  private LogicalQueue write(
      LogicalQueue given, MessageDraft[] drafts, int count, StoreHost from, Appended result) {
    underWaySince.setOpaque(clock.millis());
    // The topic may have been deleted and the store closed meanwhile, and others may have used up
    // the room that was made.
    refusal = gate.check();
    if (refusal != AppendStatus.OK) {
      return null;
    }
    refusal = AppendStatus.NOT_WRITABLE;
    LogicalQueue queue = given.deleted ? queues.openQueue(given.topic(), given.queueId()) : given;
    if (!ready(queue, count)) {
      return null;
    }
    int length;
    try {
      queue.entries.claim(count);
      length = assignLightEntries(drafts, count);
    } catch (IOException e) {
      giveBack(drafts, count);
      gate.refuse("queue " + queue + " cannot be written: " + e.getMessage(), e);
      return null;
    }
    if (length < 0) {
      giveBack(drafts, count);
      return null;
    }
    long timestamp = Math.max(underWaySince.getPlain(), lastTimestamp);
    long queueOffset = queue.entries.maxOffset();
    long position;
    try {
      position =
          log.append(length, encoder.set(drafts, count, queue, from, queueOffset, timestamp));
    } catch (IOException e) {
      giveBack(drafts, count);
      gate.refuse("the log cannot be written: " + e.getMessage(), e);
      return null;
    }
    lastTimestamp = timestamp;
    result.set(position, position + length, queueOffset, timestamp, count);
    try {
      enter(queue, drafts, count, position, result);
    } catch (InternalError e) {
      // A bus error: no room for a sparse page. The record is in the log; the recovery after a
      // restart enters it into its queue.
      gate.fail("queue " + queue + " cannot be written: " + e.getMessage(), e);
      return null;
    }
    return queue;
  }

  /**
   * Gives every message its place in the light queues that it names.
   *
   * @return bytes of all records, -1 where a light queue's files cannot be made
   */
  private int assignLightEntries(MessageDraft[] drafts, int count) throws IOException {
    int length = 0;
    for (int i = 0; i < count; i++) {
      MessageDraft draft = drafts[i];
      if (draft.fanOut != null) {
        draft.fanOut.renew(queues);
        if (!draft.fanOut.each(light -> ready(light, light.assigned + 1))) {
          return -1;
        }
        draft.assignLightEntries();
      }
      length += draft.recordLength;
    }
    return length;
  }

  /** Nothing is appended: the places in light queues are the next message's. */
  private static void giveBack(MessageDraft[] drafts, int count) {
    for (int i = 0; i < count; i++) {
      if (drafts[i].fanOut != null) {
        drafts[i].fanOut.each(
            light -> {
              light.assigned = 0;
              return true;
            });
      }
    }
  }

  private void enter(
      LogicalQueue queue, MessageDraft[] drafts, int count, long position, Appended result) {
    long at = position;
    boolean queued = false;
    for (int i = 0; i < count; i++) {
      MessageDraft draft = drafts[i];
      result.batchPositions[i] = at;
      if (SysFlag.queued(draft.sysFlag)) {
        queue.recent.appended(queue.entries.maxOffset(), at);
        queue.entries.append(at, draft.recordLength, draft.tagsCode);
        queued = true;
        if (draft.fanOut != null) {
          enterLight(draft, at);
        }
      } else if (count == 1) {
        result.queueOffset = 0;
      }
      at += draft.recordLength;
    }
    if (queued) {
      written(queue);
    }
  }

  private void enterLight(MessageDraft draft, long at) {
    draft.fanOut.each(
        queue -> {
          queue.recent.appended(queue.entries.maxOffset(), at);
          queue.entries.append(at, draft.recordLength, draft.tagsCode);
          queue.assigned--;
          written(queue);
          return true;
        });
  }

  private void written(LogicalQueue queue) {
    if (!queue.dirty) {
      queue.dirty = true;
      dirty.add(queue);
    }
    if (!queue.fileRequested && queue.entries.wantsRoom()) {
      queue.fileRequested = true;
      fileWanted.accept(queue);
    }
  }

  private void settleLight(MessageDraft draft, Appended result) {
    if (draft.fanOut != null) {
      draft.fanOut.each(
          light -> {
            settle(light, result);
            return true;
          });
    }
  }

  private void settle(LogicalQueue used, Appended result) {
    gate.accept();
    if (log.readablePosition() >= result.endPosition) {
      used.tell(listener);
    } else {
      // A replicated log: consumers may see the message once it is committed.
      log.whenDurable(
          result.endPosition,
          Durability.REPLICATED,
          (position, failure) -> {
            if (failure == null) {
              used.tell(listener);
            }
          });
    }
  }

  /** A queue's further file has been made, or could not be. */
  void fileMade(LogicalQueue queue) {
    lock.lock();
    try {
      queue.fileRequested = false;
    } finally {
      lock.unlock();
    }
  }

  /** The queues written to since the last call, and where the log ended then. */
  Progress progress() {
    lock.lock();
    try {
      List<ConsumeQueue> written = new ArrayList<>(dirty.size());
      for (LogicalQueue queue : dirty) {
        queue.dirty = false;
        written.add(queue.entries);
      }
      dirty.clear();
      return new Progress(written, log.endPosition(), lastTimestamp);
    } finally {
      lock.unlock();
    }
  }

  /**
   * How quick the store is. Blocks for a moment only: while an append hangs, the times are those
   * known before, and how long it hangs.
   */
  StoreTimes times(long longestPull) {
    // Before the lock is asked for, for it is who holds it that matters.
    long since = underWaySince.getOpaque();
    long underWay = since == 0 ? 0 : Math.max(0, clock.millis() - since);
    boolean locked = false;
    try {
      locked = lock.tryLock(TIMES_WAIT_MILLIS, TimeUnit.MILLISECONDS);
      if (locked) {
        summary = times.summary(clock.nanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (locked) {
        lock.unlock();
      }
    }
    AppendTimes.Summary known = summary;
    return new StoreTimes(
        known.longest(),
        known.of99(),
        known.of999(),
        TimeUnit.MILLISECONDS.toNanos(underWay),
        refused.sum(),
        longestPull);
  }

  /** Runs what must not meet an append. */
  void between(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * @param written queues with new entries
   * @param end position after the last record
   * @param timestamp store time of the last record
   */
  record Progress(List<ConsumeQueue> written, long end, long timestamp) {}
}
