/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import java.io.IOException;
import java.util.Arrays;
import org.marquetry.message.RecordLayout;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
import org.marquetry.store.RecordWriter;
import org.marquetry.store.SpanContext;
import org.marquetry.store.SpanMemory;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in blocks of memory. The appending thread writes into a block and then publishes the new
 * end; readers see nothing beyond it, so they need no lock. A worker makes the next block ahead of
 * its use. The blocks are the span's: another version of this class may have filled them.
 */
final class MemoryLog implements MessageLog {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryLog.class);
  private static final MemorySegment[] NONE = {};

  private final SpanMemory memory;
  private final MemorySettings settings;
  private final MemoryBudget budget;
  private final long startPosition;
  private final boolean writable;
  private final Scheduler.Worker ahead;

  /** Guards the set of segments and {@link #next}; the appending thread takes it at a roll only. */
  private final Object structure = new Object();

  private volatile MemorySegment[] segments = NONE;
  private volatile long end;

  /** What the next record goes to; {@code null} until the end of an existing log is known. */
  private volatile MemorySegment active;

  /** Made ahead of its use. */
  private MemorySegment next;

  private volatile long wakeAt = Long.MAX_VALUE;
  private boolean toldFull;
  private volatile boolean closed;

  private MemoryLog(SpanContext context, MemorySettings settings, MemoryBudget budget) {
    this.memory = context.memory();
    this.settings = settings;
    this.budget = budget;
    startPosition = context.startPosition();
    writable = context.writable();
    ahead = writable ? context.scheduler().worker("memory-ahead", this::prepare) : null;
  }

  static MemoryLog open(SpanContext context, MemorySettings settings, MemoryBudget budget)
      throws IOException {
    boolean empty = context.memory().blocks().isEmpty();
    if (!context.writable() && empty && context.endPosition() > context.startPosition()) {
      throw new IOException(
          "the messages from position "
              + context.startPosition()
              + " to "
              + context.endPosition()
              + " were in the memory of a process that has ended");
    }
    MemoryLog log = new MemoryLog(context, settings, budget);
    budget.opened(context.memory());
    try {
      log.load(context);
      return log;
    } catch (IOException e) {
      log.close();
      throw e;
    }
  }

  private void load(SpanContext context) throws IOException {
    long bound = writable ? Long.MAX_VALUE : context.endPosition();
    segments =
        memory.blocks().stream()
            .filter(block -> block.position() < bound)
            .map(MemorySegment::new)
            .toArray(MemorySegment[]::new);
    if (!writable) {
      end = bound;
    } else if (segments.length > 0) {
      end = last().end();
    } else {
      activate(segment(startPosition, settings.segmentBytes()), startPosition);
    }
  }

  private MemorySegment last() {
    return segments[segments.length - 1];
  }

  private MemorySegment segment(long position, int bytes) throws IOException {
    return new MemorySegment(budget.allocate(memory, position, bytes, settings));
  }

  @Override
  public long firstPosition() {
    MemorySegment[] all = segments;
    return all.length == 0 ? startPosition : all[0].start();
  }

  @Override
  public long endPosition() {
    return end;
  }

  @Override
  public long readablePosition() {
    return end;
  }

  @Override
  public long durablePosition() {
    return startPosition;
  }

  @Override
  public long append(int length, RecordWriter writer) throws IOException {
    if (length < 1 || length > Integer.MAX_VALUE - RecordLayout.FILLER_HEAD) {
      throw new IllegalArgumentException("a record of " + length + " bytes");
    }
    MemorySegment segment = appendable();
    long position = end;
    if (length + (long) RecordLayout.FILLER_HEAD > segment.end() - position) {
      segment = roll(segment, position, length + RecordLayout.FILLER_HEAD);
      position = segment.start();
    }
    writer.write(segment.room(position, length), position);
    end = position + length;
    if (position + length >= wakeAt) {
      wakeAt = Long.MAX_VALUE;
      ahead.wake();
    }
    return position;
  }

  private MemorySegment appendable() throws IOException {
    MemorySegment segment = active;
    if (segment == null || closed) {
      throw new IOException(
          closed
              ? "the log is closed"
              : writable ? "the log's end is not known yet" : "the span is sealed");
    }
    return segment;
  }

  /** Goes on to a segment with room for {@code need} bytes and fills the rest of this one. */
  private MemorySegment roll(MemorySegment segment, long position, int need) throws IOException {
    MemorySegment following;
    synchronized (structure) {
      if (next != null && next.end() - next.start() < need) {
        memory.drop(next.start());
        next = null;
      }
      following =
          next != null ? next : segment(segment.end(), Math.max(need, settings.segmentBytes()));
      next = null;
      add(following);
      // In here, or the worker would take the place after the old segment for a free one.
      active = following;
    }
    int left = (int) (segment.end() - position);
    if (left >= RecordLayout.FILLER_HEAD) {
      segment
          .room(position, RecordLayout.FILLER_HEAD)
          .putInt(left)
          .putInt(RecordLayout.MAGIC_FILLER);
    }
    end = following.start();
    wakeAt = following.start() + (following.end() - following.start()) / 2;
    return following;
  }

  private void add(MemorySegment segment) {
    MemorySegment[] more = Arrays.copyOf(segments, segments.length + 1);
    more[segments.length] = segment;
    segments = more;
  }

  @Override
  public void whenDurable(long position, Durability level, DurabilityListener listener) {
    IOException failure = null;
    if (level != Durability.ACCEPTED) {
      failure =
          new IOException(
              "the storage backend 'memory' never has a message on disk:"
                  + " it ends with the process");
    }
    listener.settled(position, failure);
  }

  /** Nothing here gets any more durable. */
  @Override
  public void flush() throws IOException {
    if (closed) {
      throw new IOException("the log is closed");
    }
  }

  @Override
  public LogView read(long position, int maxLength) throws IOException {
    if (maxLength < 1) {
      throw new IllegalArgumentException("maxLength is " + maxLength);
    }
    if (closed) {
      throw new IOException("position " + position + " cannot be read: the log is closed");
    }
    // The end first: a segment it lies in is in any snapshot taken after it.
    long bound = end;
    MemorySegment segment = position >= bound ? null : find(position);
    if (segment == null) {
      return null;
    }
    long length = Math.min(maxLength, Math.min(bound, segment.end()) - position);
    return segment.view(position, (int) length);
  }

  private MemorySegment find(long position) {
    MemorySegment[] all = segments;
    int low = 0;
    int high = all.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (all[middle].start() <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return all.length > 0 && position >= all[low].start() ? all[low] : null;
  }

  @Override
  public void truncate(long position) throws IOException {
    if (!writable || closed) {
      throw new IOException(
          closed ? "the log is closed" : "the span is sealed: it cannot be cut at " + position);
    }
    synchronized (structure) {
      MemorySegment[] all = segments;
      long first = all.length == 0 ? startPosition : all[0].start();
      long last = all.length == 0 ? startPosition : all[all.length - 1].end();
      if (position < first || position > last) {
        throw new IOException(
            "the log from " + first + " to " + last + " cannot be cut at " + position);
      }
      active = null;
      if (next != null) {
        memory.drop(next.start());
        next = null;
      }
      int kept = all.length;
      while (kept > 0 && all[kept - 1].start() > position) {
        kept--;
        memory.drop(all[kept].start());
      }
      segments = Arrays.copyOf(all, kept);
      if (kept > 0 && position < last().end()) {
        last().clearFrom(position);
        activate(last(), position);
      } else {
        activate(segment(position, settings.segmentBytes()), position);
      }
    }
  }

  /** Makes {@code segment} the last one, to be written from {@code position} on. */
  private void activate(MemorySegment segment, long position) {
    if (segments.length == 0 || last() != segment) {
      add(segment);
    }
    end = position;
    active = segment;
    wakeAt = segment.start() + (segment.end() - segment.start()) / 2;
  }

  @Override
  public long dropBefore(long position) {
    synchronized (structure) {
      MemorySegment[] all = segments;
      int dropped = 0;
      // The last one stays: the log goes on in it.
      while (dropped < all.length - 1 && all[dropped].end() <= position) {
        dropped++;
      }
      segments = Arrays.copyOfRange(all, dropped, all.length);
      for (int i = 0; i < dropped; i++) {
        memory.drop(all[i].start());
      }
    }
    return firstPosition();
  }

  @Override
  public long[] segments() {
    return Arrays.stream(segments).mapToLong(MemorySegment::start).toArray();
  }

  /** The blocks stay: they are the span's. */
  @Override
  public void close() {
    synchronized (structure) {
      if (closed) {
        return;
      }
      closed = true;
    }
    if (ahead != null) {
      ahead.close();
    }
    synchronized (structure) {
      if (next != null) {
        memory.drop(next.start());
        next = null;
      }
    }
    budget.closed(memory);
  }

  /** A step of the worker that keeps ahead of the appending thread. */
  private long prepare() {
    synchronized (structure) {
      MemorySegment current = active;
      if (current == null || closed || next != null || end < middle(current)) {
        return -1;
      }
      try {
        next = segment(current.end(), settings.segmentBytes());
        toldFull = false;
      } catch (IOException e) {
        if (!toldFull) {
          toldFull = true;
          LOG.warn("Messages will soon be refused: {}", e.getMessage());
        }
      }
    }
    return -1;
  }

  private static long middle(MemorySegment segment) {
    return segment.start() + (segment.end() - segment.start()) / 2;
  }

  @Override
  public String toString() {
    return "MemoryLog[" + firstPosition() + ", " + end + ")";
  }
}
