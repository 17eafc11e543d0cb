/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.RecordLayout;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.PullBatch;

/**
 * Messages of one queue, in its order, as views of the log. Counts its users: the one who made it,
 * every call of a plugin that may still read it, every part of it that is on its way to a consumer.
 * The views are given back when the last one has let go, so that no thread ever reads a mapping
 * that is gone. Thread-safe; what it holds does not change.
 */
public final class Chunk {

  private final List<LogView> views;
  private final long endOffset;
  private final int[] viewOf;
  private final int[] starts;
  private final AtomicInteger users = new AtomicInteger(1);

  private Chunk(List<LogView> views, long endOffset, int messages) {
    this.views = views;
    this.endOffset = endOffset;
    viewOf = new int[messages];
    starts = new int[messages];
  }

  /** Takes the views over from a batch of a pull that found something; the batch is empty then. */
  public static Chunk of(PullBatch found) {
    Chunk chunk = new Chunk(List.copyOf(found.views()), found.nextOffset(), found.messages());
    found.clear();
    int message = 0;
    for (int view = 0; view < chunk.views.size(); view++) {
      ByteBuffer bytes = chunk.views.get(view).buffer();
      int at = 0;
      while (at < bytes.limit()) {
        chunk.viewOf[message] = view;
        chunk.starts[message] = at;
        message++;
        at += bytes.getInt(at + RecordLayout.TOTAL_SIZE);
      }
    }
    return chunk;
  }

  /** Brings the messages into memory; blocks for the disk, so that no plugin has to. */
  public void load() {
    for (LogView view : views) {
      if (view.buffer() instanceof MappedByteBuffer mapped) {
        mapped.load();
      }
    }
  }

  public int messages() {
    return starts.length;
  }

  /** Queue offset after the last entry that was looked at to fill it. */
  public long endOffset() {
    return endOffset;
  }

  /** Queue offset of a message. */
  public long queueOffset(int message) {
    return bytes(message).getLong(starts[message] + RecordLayout.QUEUE_OFFSET);
  }

  /** Bytes of a message's record. */
  public int size(int message) {
    return bytes(message).getInt(starts[message] + RecordLayout.TOTAL_SIZE);
  }

  /** Moves {@code into} to a message. */
  public MessageRecord record(int message, MessageRecord into) {
    return into.wrap(bytes(message), starts[message]);
  }

  private ByteBuffer bytes(int message) {
    return views.get(viewOf[message]).buffer();
  }

  /** As in the message's consume queue entry: the hash of its tag. */
  long tagsCode(int message) {
    String tag = record(message, new MessageRecord()).property(PropertyNames.TAGS);
    return tag == null ? 0 : tag.hashCode();
  }

  /** Counts one more user. */
  public void retain() {
    if (users.getAndIncrement() <= 0) {
      throw new IllegalStateException("the views were given back already");
    }
  }

  /** A user lets go. */
  public void release() {
    int left = users.decrementAndGet();
    if (left == 0) {
      views.forEach(LogView::release);
    } else if (left < 0) {
      throw new IllegalStateException("given back more often than taken");
    }
  }

  /**
   * Whether a message stands in the log right behind another one, so that both make one slice.
   *
   * @param message the later one
   */
  private boolean follows(int before, int message) {
    return viewOf[before] == viewOf[message]
        && starts[message]
            == starts[before] + bytes(before).getInt(starts[before] + RecordLayout.TOTAL_SIZE);
  }

  /**
   * Slices of chosen messages, neighbours in the log as one; each is a user of the chunk.
   *
   * @param chosen ascending indexes of messages, of which the first {@code count} are taken
   */
  public List<LogView> slices(int[] chosen, int count) {
    List<LogView> slices = new ArrayList<>();
    int i = 0;
    while (i < count) {
      int first = chosen[i];
      int last = first;
      i++;
      while (i < count && follows(last, chosen[i])) {
        last = chosen[i++];
      }
      LogView view = views.get(viewOf[first]);
      int start = starts[first];
      int length = starts[last] + size(last) - start;
      retain();
      slices.add(new Slice(this, view.position() + start, view.buffer().slice(start, length)));
    }
    return slices;
  }

  /** Part of a chunk; released once. */
  private static final class Slice implements LogView {

    private final Chunk chunk;
    private final long position;
    private final ByteBuffer buffer;

    Slice(Chunk chunk, long position, ByteBuffer buffer) {
      this.chunk = chunk;
      this.position = position;
      this.buffer = buffer;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public ByteBuffer buffer() {
      return buffer;
    }

    @Override
    public void release() {
      chunk.release();
    }
  }
}
