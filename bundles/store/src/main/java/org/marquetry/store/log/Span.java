/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.marquetry.store.MessageLog;

/**
 * One span of the chain: its log while its backend is there, and what is known of it while it is
 * not. Thread-safe; changed by one thread at a time.
 */
final class Span {

  /** For so long after a backend has gone its return is waited for rather than reported. */
  static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final HeldMemory memory = new HeldMemory();
  private volatile SpanEntry entry;
  private volatile OpenLog open;

  /** Where the log began and ended, and what of it was on disk, when it was open last. */
  private volatile long first;

  private volatile long end;
  private volatile long durable;

  private volatile String absence = "it has not been opened yet";
  private volatile String lastVersion = "";
  private volatile boolean whole;
  private volatile long absentSince;

  Span(SpanEntry entry, long nanos) {
    this.entry = entry;
    first = entry.start();
    end = entry.written() ? entry.start() : entry.end();
    durable = entry.lasting() && !entry.written() ? entry.end() : entry.start();
    absentSince = nanos;
  }

  SpanEntry entry() {
    return entry;
  }

  HeldMemory memory() {
    return memory;
  }

  /** Position of the first byte the span ever had. */
  long start() {
    return entry.start();
  }

  /** {@code null} while the backend is not there, and for ever where the span is lost. */
  OpenLog open() {
    return open;
  }

  /** Whether what it held can be read now. */
  boolean readable() {
    return open != null;
  }

  long firstPosition() {
    OpenLog now = open;
    return now == null ? first : now.log().firstPosition();
  }

  long endPosition() {
    SpanEntry known = entry;
    if (!known.written()) {
      return known.end();
    }
    OpenLog now = open;
    return now == null ? end : now.log().endPosition();
  }

  long readablePosition() {
    OpenLog now = open;
    return now == null ? end : now.log().readablePosition();
  }

  long durablePosition() {
    OpenLog now = open;
    return now == null ? durable : now.log().durablePosition();
  }

  /** Why it cannot be read, for people; {@code null} where it can. */
  String absence() {
    return open == null ? absence : null;
  }

  /** Another log takes the place of the one there was, if any. */
  void attach(SpanEntry now, OpenLog log) {
    entry = now;
    open = log;
  }

  /**
   * Takes the log out, which the caller then closes.
   *
   * @param reason for people
   * @return the log that was there
   */
  OpenLog detach(String reason, long nanos) {
    OpenLog gone = open;
    if (gone != null) {
      MessageLog log = gone.log();
      first = log.firstPosition();
      end = entry.written() ? log.endPosition() : entry.end();
      durable = log.durablePosition();
      lastVersion = gone.version();
      absentSince = nanos;
    }
    absence = reason;
    whole = false;
    open = null;
    return gone;
  }

  /** Version of the backend that had it open last. */
  String lastVersion() {
    return lastVersion;
  }

  /** Since when it is away, on the clock for durations. */
  long absentSince() {
    return absentSince;
  }

  /** All that was in it when it was closed is on disk, as far as its backend has one. */
  void flushed() {
    durable = entry.lasting() ? end : entry.start();
    whole = true;
  }

  /** Somebody may still write to it, who was told not to. */
  void stuck() {
    whole = false;
  }

  /** Whether it is away and nothing of it is missing, so that it may be sealed where it ends. */
  boolean whole() {
    return open == null && whole;
  }

  /** It stays away, and this is why. */
  void absent(String reason) {
    absence = reason;
  }

  void entry(SpanEntry now) {
    entry = now;
  }

  /** What a reader of the span is told while it is not there. */
  IOException unreadable(long nanos) {
    SpanEntry known = entry;
    String message =
        "the messages from position "
            + known.start()
            + (known.written() ? " on" : " to " + known.end())
            + " are kept by the storage backend '"
            + known.backend()
            + "' in "
            + known.directory()
            + " and cannot be read: "
            + absence;
    return nanos - absentSince < GRACE_NANOS
        ? new SpanAwayException(message)
        : new IOException(message);
  }

  @Override
  public String toString() {
    SpanEntry known = entry;
    return known.backend() + "[" + known.start() + ", " + endPosition() + ")";
  }
}
