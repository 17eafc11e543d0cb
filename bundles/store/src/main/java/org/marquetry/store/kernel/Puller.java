/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.marquetry.store.LogView;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.log.SpanAwayException;
import org.marquetry.store.queue.QueueCursor;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds messages by their place in a queue. Thread-safe: what a pull needs is in its batch. */
final class Puller {

  private static final Logger LOG = LoggerFactory.getLogger(Puller.class);

  /** Entries looked at by one pull, at least: bounds the time a filter may take. */
  private static final int MIN_SCAN = 800;

  private final LogChain log;
  private final Clock clock;
  private final AtomicLong longest = new AtomicLong();

  Puller(LogChain log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** How long the longest pull took, in nanoseconds. */
  long longest() {
    return longest.get();
  }

  PullStatus pull(
      LogicalQueue queue,
      long queueOffset,
      int maxMessages,
      int maxBytes,
      EntryFilter filter,
      PullBatch into) {
    long began = clock.nanos();
    PullStatus status = find(queue, queueOffset, maxMessages, maxBytes, filter, into);
    long nanos = clock.nanos() - began;
    if (nanos > longest.get()) {
      longest.accumulateAndGet(nanos, Math::max);
    }
    return status;
  }

  /** See {@link MessageStore#countEntries}. */
  long count(LogicalQueue queue, long from, long to, EntryFilter filter) {
    long first = log.firstPosition();
    long found = 0;
    try (QueueCursor cursor = new QueueCursor().open(queue.entries)) {
      for (long offset = from; offset < to && cursor.seek(offset); offset++) {
        if (!cursor.blank() && cursor.position() >= first && filter.matches(cursor.tagsCode())) {
          found++;
        }
      }
    } catch (IOException e) {
      LOG.warn("Entries of {} cannot be counted: {}", queue, e.getMessage());
    }
    return found;
  }

  /** See {@link MessageStore#entries}. */
  long entries(LogicalQueue queue, long from, long to, EntryVisitor visitor) {
    long first = log.firstPosition();
    long readable = log.readablePosition();
    long offset = from;
    try (QueueCursor cursor = new QueueCursor().open(queue.entries)) {
      boolean more = true;
      while (more && offset < to && cursor.seek(offset)) {
        long position = cursor.position();
        if (!cursor.blank() && position >= first) {
          if (position + cursor.size() > readable) {
            break;
          }
          more = visitor.entry(offset, position, cursor.tagsCode());
        }
        offset++;
      }
    } catch (IOException e) {
      LOG.warn("Entries of {} cannot be read: {}", queue, e.getMessage());
    }
    return offset;
  }

  private PullStatus find(
      LogicalQueue queue,
      long queueOffset,
      int maxMessages,
      int maxBytes,
      EntryFilter filter,
      PullBatch into) {
    into.clear();
    long max = queue.maxOffset();
    long min = queue.minOffset();
    into.minOffset = min;
    into.maxOffset = max;
    if (max == 0) {
      return PullStatus.QUEUE_EMPTY;
    }
    if (queueOffset < min) {
      into.nextOffset = min;
      return PullStatus.OFFSET_TOO_SMALL;
    }
    into.nextOffset = Math.min(queueOffset, max);
    if (queueOffset >= max) {
      return queueOffset == max ? PullStatus.OFFSET_AT_END : PullStatus.OFFSET_BEYOND_END;
    }
    try {
      into.cursor.open(queue.entries);
      return scan(queueOffset, max, Math.max(1, maxMessages), maxBytes, filter, into);
    } catch (SpanAwayException e) {
      return found(into) ? PullStatus.FOUND : unreadable(e, PullStatus.AWAY, into);
    } catch (IOException e) {
      return found(into) ? PullStatus.FOUND : unreadable(e, PullStatus.UNREADABLE, into);
    } finally {
      into.cursor.close();
    }
  }

  private PullStatus scan(
      long from, long max, int maxMessages, int maxBytes, EntryFilter filter, PullBatch into)
      throws IOException {
    long first = log.firstPosition();
    long readable = log.readablePosition();
    long limit = Math.min(max, from + Math.max(MIN_SCAN, maxMessages));
    QueueCursor cursor = into.cursor;
    boolean withheld = false;
    long offset = firstLeft(cursor, from, max);
    boolean removed = offset > from;
    while (offset < limit && into.messages + into.runMessages < maxMessages) {
      if (!cursor.seek(offset)) {
        // The topic is being deleted.
        removed = true;
        offset = max;
        break;
      }
      long position = cursor.position();
      int size = cursor.size();
      if (cursor.blank() || position < first) {
        removed = true;
      } else if (position + size > readable) {
        withheld = true;
        break;
      } else if (filter.matches(cursor.tagsCode())) {
        int found = into.bytes + into.runLength;
        if (found > 0 && (long) found + size > maxBytes) {
          break;
        }
        if (into.runLength > 0 && position == into.runPosition + into.runLength) {
          into.runLength += size;
          into.runMessages++;
        } else {
          removed |= !readRun(into);
          into.nextOffset = offset;
          into.runPosition = position;
          into.runLength = size;
          into.runMessages = 1;
        }
      }
      offset++;
    }
    removed |= !readRun(into);
    into.nextOffset = offset;
    if (into.messages > 0) {
      return PullStatus.FOUND;
    }
    if (removed) {
      return PullStatus.REMOVED;
    }
    return withheld && offset == from ? PullStatus.OFFSET_AT_END : PullStatus.NO_MATCH;
  }

  /**
   * Passes over entries whose messages are gone with their span: there may be millions.
   *
   * @return queue offset of the first entry from {@code offset} on whose message may be there
   */
  private long firstLeft(QueueCursor cursor, long offset, long max) throws IOException {
    if (!cursor.seek(offset) || cursor.blank()) {
      return offset;
    }
    long position = cursor.position();
    long left = log.behindGone(position);
    if (left == position) {
      return offset;
    }
    return Math.max(offset, Math.min(max, cursor.queue().firstNotBefore(left)));
  }

  /**
   * Reads the neighbours gathered so far.
   *
   * @return {@code false} where they have been removed meanwhile
   */
  private boolean readRun(PullBatch into) throws IOException {
    int left = into.runLength;
    long position = into.runPosition;
    int views = into.views.size();
    try {
      while (left > 0) {
        LogView view = log.read(position, left);
        if (view == null) {
          return false;
        }
        into.views.add(view);
        int length = view.buffer().remaining();
        position += length;
        left -= length;
      }
      into.bytes += into.runLength;
      into.messages += into.runMessages;
      return true;
    } finally {
      into.runLength = 0;
      into.runMessages = 0;
      while (left > 0 && into.views.size() > views) {
        into.views.remove(into.views.size() - 1).release();
      }
    }
  }

  /** What was found before a failure is given; the next pull will meet the failure first. */
  private static boolean found(PullBatch into) {
    return into.messages > 0;
  }

  private static PullStatus unreadable(IOException failure, PullStatus status, PullBatch into) {
    into.failure = failure.getMessage();
    return status;
  }
}
