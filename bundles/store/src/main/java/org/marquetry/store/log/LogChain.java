/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
import org.marquetry.store.RecordWriter;
import org.marquetry.system.Clock;

/**
 * The log of a broker: spans one behind the other, of which the last one takes the appends. Like a
 * {@link MessageLog} it is appended to by one thread at a time and otherwise thread-safe; it is
 * changed by a {@link SpanKeeper}, while nothing is appended.
 *
 * <p>Between two spans, and where a span is gone for good, are positions that no record has.
 */
public final class LogChain {

  private final Clock clock;
  private volatile Span[] spans;
  private volatile Span tail;
  private volatile Runnable failing = () -> {};

  /** What was on disk before the last change of the tail's instance. */
  private volatile long durableBefore;

  /** Whether a span that took appends was found gone when the chain was opened. */
  private final boolean lostTail;

  LogChain(List<Span> spans, boolean lostTail, Clock clock) {
    this.spans = spans.toArray(new Span[0]);
    this.lostTail = lostTail;
    this.clock = clock;
    tail = this.spans[this.spans.length - 1];
  }

  Span[] spans() {
    return spans;
  }

  Span tail() {
    return tail;
  }

  /** The tail is sealed, another span goes on. */
  void extend(Span next) {
    durableBefore = Math.max(durableBefore, next.start());
    Span[] more = Arrays.copyOf(spans, spans.length + 1);
    more[spans.length] = next;
    spans = more;
    tail = next;
  }

  /** Spans at the front are dropped. */
  void dropFirst(int count) {
    Span[] all = spans;
    spans = Arrays.copyOfRange(all, count, all.length);
  }

  /** The tail has been made durable up to its end. */
  void tailFlushed() {
    if (tail.entry().lasting()) {
      durableBefore = Math.max(durableBefore, tail.endPosition());
    }
  }

  /**
   * @throws IOException if the record is not in the log
   */
  public long append(int length, RecordWriter writer) throws IOException {
    Span span = tail;
    OpenLog open = span.open();
    if (open == null) {
      throw span.unreadable(clock.nanos());
    }
    try {
      long position = open.log().append(length, writer);
      open.appended();
      return position;
    } catch (IOException e) {
      appendFailed(open, e);
      throw e;
    } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError e) {
      appendFailed(open, e);
      throw failed(span, e);
    }
  }

  private void appendFailed(OpenLog open, Throwable cause) {
    if (open.appendFailed(cause)) {
      failing.run();
    }
  }

  /** To be told, on the appending thread, of a log that fails every time. */
  void onFailing(Runnable told) {
    failing = told;
  }

  private static IOException failed(Span span, Throwable cause) {
    return new IOException(
        "the storage backend '" + span.entry().backend() + "' failed: " + cause, cause);
  }

  public long firstPosition() {
    return spans[0].firstPosition();
  }

  public long endPosition() {
    return tail.endPosition();
  }

  public long readablePosition() {
    return tail.readablePosition();
  }

  /** Bound of what has reached the disk, leaving out spans before the tail that never get there. */
  public long durablePosition() {
    return Math.max(durableBefore, tail.durablePosition());
  }

  /**
   * Before this position a recovery finds what it needs without the log: it is on disk, or would be
   * gone.
   */
  public long settledPosition() {
    return lasting() ? durablePosition() : endPosition();
  }

  /** Whether what is appended now is still there after a restart. */
  public boolean lasting() {
    return tail.entry().lasting();
  }

  /** Whether the span that took the last appends before the restart was not lasting. */
  public boolean lostTail() {
    return lostTail;
  }

  public void whenDurable(long position, Durability level, DurabilityListener listener) {
    Span span = tail;
    if (position <= span.start()) {
      span = at(spans, position - 1);
    }
    OpenLog open = span == null ? null : span.open();
    if (open != null) {
      open.log().whenDurable(position, level, listener);
    } else if (span == null || level == Durability.ACCEPTED || position <= span.durablePosition()) {
      listener.settled(position, null);
    } else {
      listener.settled(position, span.unreadable(clock.nanos()));
    }
  }

  /**
   * See {@link MessageLog#read}; {@code null} also where there are no records any more.
   *
   * @throws SpanAwayException if the span's backend is being replaced
   * @throws IOException if the bytes cannot be read; the message names span, backend and remedy
   */
  public LogView read(long position, int maxLength) throws IOException {
    while (true) {
      Span[] all = spans;
      Span span = at(all, position);
      if (span == null) {
        return null;
      }
      OpenLog open = span.open();
      try {
        if (open == null) {
          if (span.entry().lost() || position >= span.endPosition()) {
            return null;
          }
          throw span.unreadable(clock.nanos());
        }
        LogView view = open.log().read(position, maxLength);
        if (view != null || (all == spans && open == span.open())) {
          return view;
        }
      } catch (IOException e) {
        // Closed meanwhile, since another instance has taken its place?
        if (all == spans && open == span.open()) {
          throw e;
        }
      } catch (RuntimeException | LinkageError e) {
        throw failed(span, e);
      }
    }
  }

  /** The span that a position lies in or behind, {@code null} where it is before all of them. */
  private static Span at(Span[] all, long position) {
    int i = all.length - 1;
    while (i >= 0 && position < all[i].start()) {
      i--;
    }
    return i < 0 ? null : all[i];
  }

  /**
   * The first position from this one on at which a record that can be read may begin: passes over
   * spans that are gone or cannot be read, and over what lies between two spans.
   */
  public long follow(long position) {
    for (Span span : spans) {
      if (span.readable() && position < span.endPosition()) {
        return Math.max(position, span.firstPosition());
      }
    }
    return Math.max(position, tail.start());
  }

  /**
   * The first position from this one on at which a record may begin that is not gone for good:
   * unlike {@link #follow} it stops at spans whose backend is only away.
   */
  public long behindGone(long position) {
    for (Span span : spans) {
      if (!span.entry().lost() && position < span.endPosition()) {
        return Math.max(position, span.firstPosition());
      }
    }
    return Math.max(position, tail.start());
  }

  /** Begin of the span that takes the appends: what is before it is sealed. */
  public long tailStart() {
    return tail.start();
  }

  /** Begin of the span that a position lies in, or of the next one where it lies between two. */
  public long spanStart(long position) {
    Span[] all = spans;
    for (Span span : all) {
      if (span.entry().written() || position < span.endPosition()) {
        return span.start();
      }
    }
    throw new IllegalStateException("no span is written");
  }

  /** End of the last span before the tail that cannot be read but may be some day; 0 for none. */
  public long unreadableEnd() {
    long bound = 0;
    for (Span span : spans) {
      if (!span.readable() && !span.entry().lost() && !span.entry().written()) {
        bound = span.entry().end();
      }
    }
    return bound;
  }

  /** See {@link MessageLog#truncate}; only the last span can be cut. */
  public void truncate(long position) throws IOException {
    Span span = tail;
    if (position < span.start()) {
      throw new IOException(
          "the log cannot be cut at "
              + position
              + ": its spans before "
              + span.start()
              + " are sealed");
    }
    OpenLog open = span.open();
    if (open == null) {
      throw span.unreadable(clock.nanos());
    }
    open.log().truncate(position);
  }

  /** First positions of all segments that can be read, ascending. */
  public long[] segments() {
    return Arrays.stream(spans)
        .map(Span::open)
        .filter(Objects::nonNull)
        .flatMapToLong(open -> LongStream.of(open.log().segments()))
        .toArray();
  }
}
