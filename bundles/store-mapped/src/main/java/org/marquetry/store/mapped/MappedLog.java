/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.marquetry.message.RecordLayout;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
import org.marquetry.store.RecordWriter;
import org.marquetry.store.SpanContext;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log in memory-mapped files. The appending thread writes into the mapping and then publishes the
 * new end; readers see nothing beyond it, so they need no lock. A worker makes the next file and
 * touches the pages ahead; another one makes the bytes durable.
 */
final class MappedLog implements MessageLog {

  private static final Logger LOG = LoggerFactory.getLogger(MappedLog.class);
  private static final long MIN_SEGMENT_BYTES = 1 << 20;

  /** Bounds of how far ahead of the end pages are touched; an idle log touches the least. */
  private static final long MIN_AHEAD = 1 << 20;

  private static final long MAX_AHEAD = 32 << 20;

  /** Segments untouched for so long have been written back by the operating system long ago. */
  private static final long SETTLED_AFTER_MILLIS = 3_600_000;

  private final SegmentFiles files;
  private final int segmentBytes;
  private final long startPosition;
  private final boolean writable;
  private final GroupCommit commit;
  private final Scheduler.Worker ahead;
  private final PageWarmer warmer;

  /** Guards the set of segments and {@link #next}; the appending thread takes it at a roll only. */
  private final Object structure = new Object();

  private volatile Segment[] segments;
  private volatile long end;

  /** What the next record goes to; {@code null} until the end of an existing log is known. */
  private volatile Segment active;

  /** Made ahead of its use. */
  private Segment next;

  private long appendedFrom;
  private long warmedTo;
  private volatile long wakeAt;
  private volatile IOException failure;
  private volatile boolean closed;

  private MappedLog(SpanContext context, SegmentFiles files, List<Segment> found)
      throws IOException {
    this.files = files;
    warmer = new PageWarmer(files);
    segmentBytes = (int) context.segmentBytes();
    startPosition = context.startPosition();
    writable = context.writable();
    segments = found.toArray(new Segment[0]);
    long durable = startPosition;
    if (!writable) {
      end = Math.min(context.endPosition(), endOf(found));
    } else if (!found.isEmpty()) {
      end = endOf(found);
      durable = settledPosition(context.clock().millis());
    } else {
      activate(files.map(startPosition), startPosition);
    }
    if (writable) {
      commit =
          new GroupCommit(new Pages(), durable, context.flushIntervalMillis(), context.scheduler());
      ahead = context.scheduler().worker("commitlog-ahead", this::prepare);
    } else {
      commit = null;
      ahead = null;
    }
  }

  private long endOf(List<Segment> found) {
    return found.isEmpty() ? startPosition : found.get(found.size() - 1).end();
  }

  static MappedLog open(SpanContext context) throws IOException {
    long segmentBytes = context.segmentBytes();
    if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > Integer.MAX_VALUE) {
      throw new IOException(
          "mappedFileSizeCommitLog is "
              + segmentBytes
              + ", must be from "
              + MIN_SEGMENT_BYTES
              + " to "
              + Integer.MAX_VALUE);
    }
    context.disk().createDirectories(context.directory());
    SegmentFiles files = new SegmentFiles(context.disk(), context.directory(), (int) segmentBytes);
    long bound = context.writable() ? Long.MAX_VALUE : context.endPosition();
    List<Segment> found = files.open(bound);
    if (found.isEmpty() && context.endPosition() > context.startPosition()) {
      throw new IOException(
          context.directory()
              + " has no files, but should hold the messages from position "
              + context.startPosition()
              + " to "
              + context.endPosition()
              + ": restore them");
    }
    return new MappedLog(context, files, found);
  }

  @Override
  public long firstPosition() {
    Segment[] all = segments;
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
    return commit == null ? end : Math.min(commit.durable(), end);
  }

  @Override
  public long append(int length, RecordWriter writer) throws IOException {
    if (length < 1 || length > segmentBytes - RecordLayout.FILLER_HEAD) {
      throw new IllegalArgumentException(
          "a record of " + length + " bytes does not fit a segment of " + segmentBytes);
    }
    Segment segment = appendable();
    long position = end;
    try {
      if (length + RecordLayout.FILLER_HEAD > segment.end() - position) {
        segment = roll(segment, position);
        position = segment.start();
      }
      warmer.claim(segment, position, position + length);
      writer.write(segment.room(position, length), position);
    } catch (InternalError e) {
      // What the virtual machine makes of a bus error: the device has no room for a sparse page.
      failure = new IOException(segment.file() + " cannot be written: " + e.getMessage(), e);
      throw failure;
    }
    end = position + length;
    if (position + length >= wakeAt) {
      ahead.wake();
    }
    return position;
  }

  private Segment appendable() throws IOException {
    IOException reason = failure != null ? failure : commit == null ? null : commit.failure();
    if (reason != null) {
      throw new IOException("the log takes no more messages: " + reason.getMessage(), reason);
    }
    Segment segment = active;
    if (segment == null || closed) {
      throw new IOException(
          closed
              ? "the log is closed"
              : writable ? "the log's end is not known yet" : "the span is sealed");
    }
    return segment;
  }

  /** Fills the rest of the segment and goes on to the next one. */
  private Segment roll(Segment segment, long position) throws IOException {
    int left = (int) (segment.end() - position);
    boolean filled = left >= RecordLayout.FILLER_HEAD;
    if (filled) {
      warmer.claim(segment, position, position + RecordLayout.FILLER_HEAD);
    }
    Segment following;
    synchronized (structure) {
      following = next != null ? next : files.map(segment.end());
      next = null;
      Segment[] more = Arrays.copyOf(segments, segments.length + 1);
      more[segments.length] = following;
      segments = more;
      active = following;
    }
    if (filled) {
      segment
          .room(position, RecordLayout.FILLER_HEAD)
          .putInt(left)
          .putInt(RecordLayout.MAGIC_FILLER);
    }
    end = following.start();
    return following;
  }

  @Override
  public void whenDurable(long position, Durability level, DurabilityListener listener) {
    if (level == Durability.ACCEPTED || commit == null) {
      listener.settled(position, null);
    } else {
      commit.whenDurable(position, listener);
    }
  }

  @Override
  public void flush() throws IOException {
    if (closed) {
      throw new IOException("the log is closed");
    }
    if (commit != null) {
      commit.flushNow();
    }
  }

  @Override
  public LogView read(long position, int maxLength) throws IOException {
    if (maxLength < 1) {
      throw new IllegalArgumentException("maxLength is " + maxLength);
    }
    // The end first: a segment it lies in is in any snapshot taken after it.
    long bound = end;
    Segment segment = position >= bound ? null : find(position);
    if (segment == null) {
      return null;
    }
    long length = Math.min(maxLength, Math.min(bound, segment.end()) - position);
    LogView view = segment.view(position, (int) length);
    if (view == null && closed) {
      throw new IOException("position " + position + " cannot be read: the log is closed");
    }
    return view;
  }

  private Segment find(long position) {
    Segment[] all = segments;
    if (all.length == 0 || position < all[0].start()) {
      return null;
    }
    long index = (position - all[0].start()) / segmentBytes;
    return index < all.length ? all[(int) index] : null;
  }

  @Override
  public void truncate(long position) throws IOException {
    if (!writable) {
      throw new IOException("the span is sealed: it cannot be cut at " + position);
    }
    warmer.whileIdle(() -> cut(position));
    ahead.wake();
  }

  private void cut(long position) throws IOException {
    synchronized (structure) {
      Segment[] all = segments;
      long first = all.length == 0 ? startPosition : all[0].start();
      long last = all.length == 0 ? startPosition : all[all.length - 1].end();
      if (position < first || position > last) {
        throw new IOException(
            "the log from " + first + " to " + last + " cannot be cut at " + position);
      }
      active = null;
      commit.cut(position);
      // From the back, so that what an interruption leaves has no gap.
      int kept = all.length;
      while (kept > 0 && all[kept - 1].start() > position) {
        kept--;
        segments = Arrays.copyOf(all, kept);
        files.delete(all[kept]);
      }
      Segment[] left = Arrays.copyOf(all, kept);
      if (kept > 0 && position < left[kept - 1].end()) {
        left[kept - 1] = files.cut(left[kept - 1], position);
        segments = left;
        activate(left[kept - 1], position);
      } else {
        activate(files.map(position), position);
      }
    }
  }

  /** Makes {@code segment} the last one, to be written from {@code position} on. */
  private void activate(Segment segment, long position) {
    Segment[] all = segments;
    if (all.length == 0 || all[all.length - 1] != segment) {
      all = Arrays.copyOf(all, all.length + 1);
      all[all.length - 1] = segment;
      segments = all;
    }
    end = position;
    warmer.forget(position);
    appendedFrom = position;
    warmedTo = position;
    wakeAt = position;
    active = segment;
  }

  @Override
  public long dropBefore(long position) throws IOException {
    synchronized (structure) {
      Segment[] all = segments;
      int dropped = 0;
      // The last one stays: the log goes on in it.
      while (dropped < all.length - 1 && all[dropped].end() <= position) {
        dropped++;
      }
      segments = Arrays.copyOfRange(all, dropped, all.length);
      for (int i = 0; i < dropped; i++) {
        files.delete(all[i]);
      }
    }
    return firstPosition();
  }

  @Override
  public long[] segments() {
    return Arrays.stream(segments).mapToLong(Segment::start).toArray();
  }

  @Override
  public void close() throws IOException {
    synchronized (structure) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      if (writable) {
        ahead.close();
        commit.close();
      }
    } finally {
      synchronized (structure) {
        if (next != null) {
          files.delete(next);
          next = null;
        }
        for (Segment segment : segments) {
          segment.region().release();
        }
      }
    }
  }

  /** A step of the worker that keeps ahead of the appending thread. */
  private long prepare() throws IOException {
    Segment current = active;
    if (current == null || closed) {
      return -1;
    }
    long position = end;
    Segment following;
    synchronized (structure) {
      if (next == null && current == active && position - current.start() >= segmentBytes / 2) {
        next = files.map(current.end());
      }
      following = next;
    }
    // Follows the need: a log that takes few messages touches few pages.
    long distance = Math.max(MIN_AHEAD, Math.min(MAX_AHEAD, position - appendedFrom));
    long from = Math.max(position, warmedTo);
    long to = position + distance;
    if (from < to && warm(current, following, from, to)) {
      warmedTo = following == null ? Math.min(to, current.end()) : to;
    }
    long half = current.start() + segmentBytes / 2;
    long refill = position + distance / 2;
    wakeAt = following == null && half > position ? Math.min(half, refill) : refill;
    return -1;
  }

  /**
   * @return {@code false} where the device has no room: the append that needs it will be refused
   */
  private boolean warm(Segment current, Segment following, long from, long to) {
    try {
      warmer.warm(current, from, to);
      if (following != null) {
        warmer.warm(following, from, to);
      }
      return true;
    } catch (IOException e) {
      LOG.debug("Pages from {} to {} cannot be made ready", from, to, e);
      return false;
    }
  }

  /** Where the segments begin that may not be on the device yet. */
  private long settledPosition(long now) throws IOException {
    Segment[] all = segments;
    int recent = all.length - 1;
    while (recent > 0 && now - files.lastModified(all[recent - 1]) < SETTLED_AFTER_MILLIS) {
      recent--;
    }
    return all[recent].start();
  }

  /** What {@link GroupCommit} makes durable: nothing before the log's end is known. */
  private final class Pages implements GroupCommit.Device {

    @Override
    public long written() {
      return active == null ? Long.MIN_VALUE : end;
    }

    @Override
    public void force(long from, long to) throws IOException {
      for (Segment segment : segments) {
        segment.force(from, to);
      }
    }
  }

  @Override
  public String toString() {
    return "MappedLog[" + firstPosition() + ", " + end + ")";
  }
}
