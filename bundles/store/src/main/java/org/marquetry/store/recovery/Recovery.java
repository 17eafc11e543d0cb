/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.recovery;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.RecordLayout;
import org.marquetry.store.LogView;
import org.marquetry.store.light.LightQueues;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.log.RecordFinder;
import org.marquetry.store.queue.ConsumeQueue;
import org.marquetry.store.queue.QueueCursor;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes log and queues match when a store is opened: finds where the log ends, cuts what is behind,
 * and gives every record of the part that was checked its queue entry.
 */
public final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /** Records stored within this time of the checkpoint may be on either side of it. */
  private static final long CHECKPOINT_SLACK_MILLIS = 3_000;

  /** Files not written for so long before the checkpoint were whole then. */
  private static final long SETTLED_MILLIS = 3_600_000;

  /** Segments checked after a clean stop where no queue says what the last record is. */
  private static final int LAST_SEGMENTS = 3;

  private static final int ZEROS_AFTER_TAIL = 1 << 20;

  private final LogChain log;
  private final QueueSet queues;
  private final Checkpoint checkpoint;
  private final DroppedTopics dropped;
  private final Clock clock;
  private final DispatchRules rules;

  public Recovery(
      LogChain log,
      QueueSet queues,
      Checkpoint checkpoint,
      DroppedTopics dropped,
      Clock clock,
      DispatchRules rules) {
    this.log = log;
    this.queues = queues;
    this.checkpoint = checkpoint;
    this.dropped = dropped;
    this.clock = clock;
    this.rules = rules;
  }

  /**
   * @param clean whether the store was closed properly
   */
  public Result run(boolean clean) throws IOException {
    long began = clock.nanos();
    long first = log.firstPosition();
    long bound = clean ? Long.MAX_VALUE : settledStart();
    Map<ConsumeQueue, Long> given = new LinkedHashMap<>();
    for (ConsumeQueue queue : queues.all()) {
      long last = lastRecord(queue);
      if (last >= 0 && dropped.covers(queue.topic(), last)) {
        // The deletion of its files had not reached the device.
        queue.restart(0);
      }
      long sound = soundEntries(queue, bound);
      if (sound != queue.maxOffset()) {
        if (log.lostTail()) {
          given.put(queue, queue.maxOffset());
        }
        queue.rewind(sound);
      }
    }
    long from = clean ? lastKnownRecord() : bound;
    QueueDispatch dispatch = new QueueDispatch(queues, dropped, rules, from == first, null);
    dispatch.incomplete().addAll(queues.damaged());
    LogScan scan = new LogScan(log, clock, checkpoint.logTimestamp(), dispatch);
    long end = scan.run(from);
    long cut = writtenBehind(end);
    log.truncate(end);
    dropped.cut(end);
    Set<ConsumeQueue> touched = new LinkedHashSet<>(dispatch.touched());
    long entered = dispatch.entered();
    Set<ConsumeQueue> incomplete = dispatch.incomplete();
    if (!incomplete.isEmpty()) {
      entered += rebuild(incomplete, touched);
    }
    for (Map.Entry<ConsumeQueue, Long> queue : given.entrySet()) {
      // Consumers may have got to these offsets: they never stand for other messages.
      QueueDispatch.pad(queue.getKey(), queue.getValue());
      touched.add(queue.getKey());
    }
    Set<ConsumeQueue> unflushed = clear(clean, touched);
    // What comes after the end now is not what the checkpoint was about.
    long known = Math.min(checkpoint.logTimestamp(), checkpoint.queueTimestamp());
    long lastTimestamp = scan.lastTimestamp();
    if (log.lostTail() || (scan.records() == 0 && log.tailStart() > first)) {
      // The last record was in a span that is sealed or gone.
      lastTimestamp = Math.max(lastTimestamp, known);
    }
    checkpoint.logAndQueues(
        Math.min(known, lastTimestamp), Math.min(checkpoint.queuePosition(), end));
    checkpoint.index(Math.min(checkpoint.indexTimestamp(), lastTimestamp));
    LOG.info(
        "Recovered after {}: {} records checked from position {} to {}, {} damaged places,"
            + " {} bytes behind them cut, {} queue entries written, {} queues rebuilt, {} ms",
        clean ? "a clean stop" : "a crash",
        scan.records(),
        from,
        end,
        scan.damages(),
        cut,
        entered,
        incomplete.size(),
        (clock.nanos() - began) / 1_000_000);
    return new Result(lastTimestamp, unflushed);
  }

  /**
   * What recovery has left.
   *
   * @param lastTimestamp store time of the last record, 0 where there is none
   * @param unflushed queues with entries that may not be on the device yet
   */
  public record Result(long lastTimestamp, Set<ConsumeQueue> unflushed) {}

  /** Where the last record begins that a queue knows. */
  private long lastKnownRecord() throws IOException {
    long first = log.firstPosition();
    long last = -1;
    boolean any = false;
    for (ConsumeQueue queue : queues.all()) {
      any |= queue.maxOffset() > 0;
      last = Math.max(last, lastRecord(queue));
    }
    if (last >= first) {
      return log.follow(last);
    }
    long[] segments = log.segments();
    return any && segments.length > LAST_SEGMENTS
        ? segments[segments.length - LAST_SEGMENTS]
        : first;
  }

  /** Position of the last record a queue knows, -1 where it knows none. */
  private static long lastRecord(ConsumeQueue queue) throws IOException {
    long position = -1;
    long first = queue.firstOnDisk();
    for (long entry = queue.maxOffset() - 1; entry >= first && position < 0; entry--) {
      // An entry that stands for no message says nothing: the one before it does.
      position = queue.position(entry);
    }
    return position;
  }

  /**
   * From where on records may lack queue entries on the device. Nothing is looked for in a span
   * whose backend is not there: its entries are believed.
   */
  private long settledStart() throws IOException {
    long settled = Math.max(segmentOfCheckpoint(), log.unreadableEnd());
    long noted = checkpoint.queuePosition();
    return log.follow(noted > 0 ? Math.max(settled, log.spanStart(noted)) : settled);
  }

  /** Whether what was at a position is gone with its span, or cannot be looked at. */
  private boolean gone(long position) {
    return position >= 0 && position < log.tailStart() && log.follow(position) != position;
  }

  /** Begin of the newest segment whose first record was on the device with its queue entry. */
  private long segmentOfCheckpoint() throws IOException {
    long known =
        Math.min(checkpoint.logTimestamp(), checkpoint.queueTimestamp()) - CHECKPOINT_SLACK_MILLIS;
    long position = checkpoint.queuePosition();
    long[] segments = log.segments();
    MessageRecord record = new MessageRecord();
    for (int i = segments.length - 1; i >= 0; i--) {
      LogView view = log.read(segments[i], Integer.MAX_VALUE);
      if (view == null || (position > 0 && segments[i] > position)) {
        release(view);
        continue;
      }
      try {
        if (RecordFinder.begins(view.buffer(), 0, segments[i])
            && record.wrap(view.buffer(), 0).storeTimestamp() <= known) {
          return segments[i];
        }
      } catch (IllegalArgumentException e) {
        LOG.debug("No record at the beginning of the segment at {}", segments[i], e);
      } finally {
        view.release();
      }
    }
    return log.firstPosition();
  }

  private static void release(LogView view) {
    if (view != null) {
      view.release();
    }
  }

  /**
   * Number of a queue's entries, from its first on, that belong to records before {@code bound} and
   * fit them. Entries that a crash of another broker has left behind the last one do not fit.
   */
  private long soundEntries(ConsumeQueue queue, long bound) throws IOException {
    long high = bound == Long.MAX_VALUE ? queue.maxOffset() : queue.firstFrom(bound);
    long low = Math.min(queue.minOffset(log.firstPosition()), high);
    if (high == low || fits(queue, high - 1)) {
      return high;
    }
    high--;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (fits(queue, middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    LOG.warn("The entries of queue {} from {} on fit no record: they are made anew", queue, low);
    return low;
  }

  private boolean fits(ConsumeQueue queue, long offset) throws IOException {
    long position;
    int size;
    try (QueueCursor cursor = new QueueCursor().open(queue)) {
      if (!cursor.seek(offset)) {
        return false;
      }
      if (cursor.blank() || cursor.position() < log.firstPosition() || gone(cursor.position())) {
        return true;
      }
      position = cursor.position();
      size = cursor.size();
    }
    if (size < RecordLayout.FIXED_LENGTH_V1) {
      return false;
    }
    LogView view = log.read(position, size);
    if (view == null) {
      return false;
    }
    try {
      if (view.buffer().limit() < size || !RecordFinder.begins(view.buffer(), 0, position)) {
        return false;
      }
      MessageRecord record = new MessageRecord().wrap(view.buffer(), 0);
      if (record.size() != size) {
        return false;
      }
      boolean own =
          record.queueId() == queue.queueId()
              && record.queueOffset() == offset
              && record.topic().equals(queue.topic());
      return own
          || (LightQueues.named(queue.topic()) && LightQueues.holds(record, queue.topic(), offset));
    } catch (IllegalArgumentException e) {
      return false;
    } finally {
      view.release();
    }
  }

  /** Makes queues anew from all that is in the log. */
  private long rebuild(Set<ConsumeQueue> incomplete, Set<ConsumeQueue> touched) throws IOException {
    if (log.unreadableEnd() > 0) {
      throw new IOException(
          "queues lack entries ("
              + incomplete
              + ") that can only be made from the whole log, of which a span before position "
              + log.unreadableEnd()
              + " cannot be read: deploy the bundle of its storage backend for this start");
    }
    LOG.warn(
        "{} queues lack entries: they are rebuilt from the log from position {} on: {}",
        incomplete.size(),
        log.firstPosition(),
        incomplete);
    for (ConsumeQueue queue : incomplete) {
      queue.restart(0);
    }
    QueueDispatch dispatch = new QueueDispatch(queues, dropped, rules, true, incomplete);
    new LogScan(log, clock, Long.MAX_VALUE, dispatch).run(log.firstPosition());
    touched.addAll(dispatch.touched());
    return dispatch.entered();
  }

  /**
   * Makes sure that nothing old stands behind the last entry of a queue, which another broker would
   * take for good once new entries have reached it. Nothing is forced here: the checkpoint does not
   * pass the end of the log before all has been.
   *
   * @return queues that have to be flushed for that
   */
  private Set<ConsumeQueue> clear(boolean clean, Set<ConsumeQueue> touched) throws IOException {
    long settled =
        Math.min(checkpoint.logTimestamp(), checkpoint.queueTimestamp()) - SETTLED_MILLIS;
    Set<ConsumeQueue> unflushed = new LinkedHashSet<>();
    for (ConsumeQueue queue : queues.all()) {
      boolean wanted =
          touched.contains(queue)
              || (!clean && queue.lastModified() >= settled)
              || queue.writtenBehind();
      if (wanted) {
        queue.clearBehind();
      }
      if (!queue.settled()) {
        unflushed.add(queue);
      }
    }
    return unflushed;
  }

  /** Roughly how many bytes have been written behind the log's end. */
  private long writtenBehind(long end) throws IOException {
    long written = 0;
    long position = end;
    while (position < log.endPosition() && position - end - written < ZEROS_AFTER_TAIL) {
      LogView view = log.read(position, ZEROS_AFTER_TAIL);
      if (view == null) {
        return written;
      }
      try {
        int length = view.buffer().limit();
        for (int at = length - 1; at >= 0; at--) {
          if (view.buffer().get(at) != 0) {
            written = position + at + 1 - end;
            break;
          }
        }
        position += length;
      } finally {
        view.release();
      }
    }
    return written;
  }
}
