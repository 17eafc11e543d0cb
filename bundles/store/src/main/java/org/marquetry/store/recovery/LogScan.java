/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.marquetry.message.MessageRecord;
import org.marquetry.store.LogView;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.log.RecordFinder;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the log record by record and finds where it ends: where the first record stands that
 * is not whole. Damage in the middle is passed over if records behind it are known to have been on
 * the device already, for then it is no torn tail.
 */
final class LogScan {

  private static final Logger LOG = LoggerFactory.getLogger(LogScan.class);
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  /** Takes the records found. */
  interface Visitor {

    /**
     * @param intact whether body and properties are those that were written
     */
    void record(MessageRecord record, boolean intact) throws IOException;
  }

  private final LogChain log;
  private final Clock clock;
  private final long flushedTimestamp;
  private final Visitor visitor;
  private final RecordCheck check = new RecordCheck();
  private final RecordCheck ahead = new RecordCheck();
  private long lastTimestamp;
  private long records;
  private long damages;
  private long nextReport;

  /**
   * @param flushedTimestamp store time up to which all records had reached the device
   */
  LogScan(LogChain log, Clock clock, long flushedTimestamp, Visitor visitor) {
    this.log = log;
    this.clock = clock;
    this.flushedTimestamp = flushedTimestamp;
    this.visitor = visitor;
    nextReport = clock.nanos() + PROGRESS_NANOS;
  }

  long records() {
    return records;
  }

  /** Places where something was damaged. */
  long damages() {
    return damages;
  }

  /** Store time of the newest record found. */
  long lastTimestamp() {
    return lastTimestamp;
  }

  /**
   * @param from where a record begins
   * @return where the log ends
   */
  long run(long from) throws IOException {
    long position = log.follow(from);
    while (position < log.endPosition()) {
      LogView view = log.read(position, Integer.MAX_VALUE);
      if (view == null) {
        throw new IOException("the log cannot be read at position " + position);
      }
      long next;
      long end;
      try {
        next = segment(view);
        end = position + view.buffer().limit();
      } finally {
        view.release();
      }
      if (next < end) {
        long resumed = resume(next);
        if (resumed < 0) {
          return next;
        }
        next = resumed;
      }
      position = log.follow(next);
    }
    return position;
  }

  /**
   * @return where the segment's records end: its end if the next segment follows
   */
  private long segment(LogView view) throws IOException {
    ByteBuffer bytes = view.buffer();
    int at = 0;
    while (at < bytes.limit()) {
      RecordCheck.Kind kind = check.check(bytes, at, view.position() + at);
      if (kind == RecordCheck.Kind.FILLER) {
        break;
      }
      boolean intact = kind == RecordCheck.Kind.RECORD;
      boolean passable =
          kind == RecordCheck.Kind.DAMAGED && follows(view, at + check.record().size());
      if (!intact && !passable) {
        return view.position() + at;
      }
      if (passable) {
        damages++;
        LOG.error(
            "The record of {} bytes at position {} is damaged; the log goes on behind it",
            check.record().size(),
            view.position() + at);
      }
      take(intact);
      at += check.record().size();
    }
    return view.position() + bytes.limit();
  }

  private void take(boolean intact) throws IOException {
    MessageRecord record = check.record();
    records++;
    lastTimestamp = Math.max(lastTimestamp, record.storeTimestamp());
    visitor.record(record, intact);
    if (clock.nanos() - nextReport >= 0) {
      nextReport = clock.nanos() + PROGRESS_NANOS;
      LOG.info("The log is checked up to position {} of {}", record.position(), log.endPosition());
    }
  }

  private boolean follows(LogView view, int at) {
    RecordCheck.Kind kind = ahead.check(view.buffer(), at, view.position() + at);
    return kind == RecordCheck.Kind.RECORD || kind == RecordCheck.Kind.FILLER;
  }

  /**
   * Looks behind a damaged place for records that had reached the device.
   *
   * @return where to go on, -1 where the log ends
   */
  private long resume(long damaged) throws IOException {
    // A sealed span was made durable before the next one began: there the log never ends.
    boolean sealed = damaged < log.tailStart();
    if (!sealed && lastTimestamp >= flushedTimestamp) {
      return -1;
    }
    long next = search(damaged + 1);
    if (next < 0 && !sealed) {
      LOG.warn(
          "The log ends at position {} with a record stored at {}, though records up to {} are said"
              + " to have been on the device",
          damaged,
          lastTimestamp,
          flushedTimestamp);
      return -1;
    }
    if (next < 0) {
      next = log.tailStart();
    }
    damages++;
    LOG.error(
        "{} bytes of the log from position {} on are damaged; it goes on at position {}",
        next - damaged,
        damaged,
        next);
    return next;
  }

  private long search(long from) throws IOException {
    long position = log.follow(from);
    while (position < log.endPosition()) {
      LogView view = log.read(position, Integer.MAX_VALUE);
      if (view == null) {
        return -1;
      }
      try {
        ByteBuffer bytes = view.buffer();
        int at = RecordFinder.next(bytes, 0, position);
        while (at >= 0) {
          if (ahead.check(bytes, at, position + at) == RecordCheck.Kind.RECORD
              && (position + at < log.tailStart()
                  || ahead.record().storeTimestamp() <= flushedTimestamp)) {
            return position + at;
          }
          at = RecordFinder.next(bytes, at + 1, position);
        }
        position = log.follow(position + bytes.limit());
      } finally {
        view.release();
      }
    }
    return -1;
  }
}
