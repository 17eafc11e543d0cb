/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.marquetry.system.MappedRegion;

/**
 * Reads entries of one consume queue. Reusable for any queue; holds a reference to the file it
 * stands in until {@link #close()}. Not thread-safe.
 */
public final class QueueCursor implements AutoCloseable {

  private ConsumeQueue queue;
  private QueueFile file;
  private MappedRegion region;
  private ByteBuffer bytes;
  private int at;

  /** Turns to a queue; nothing can be read before {@link #seek}. */
  public QueueCursor open(ConsumeQueue of) {
    close();
    queue = of;
    return this;
  }

  /**
   * Goes to the entry of a queue offset. May block for the disk where the entry is an old one.
   *
   * @return {@code false} where there is none
   */
  public boolean seek(long offset) throws IOException {
    if (file == null || !file.holds(offset)) {
      ConsumeQueue of = queue;
      close();
      queue = of;
      QueueFile wanted = of.fileOf(offset);
      MappedRegion mapped = wanted == null ? null : wanted.retain();
      if (mapped == null) {
        return false;
      }
      file = wanted;
      region = mapped;
      bytes = mapped.buffer();
    }
    at = file.at(offset);
    return offset < queue.maxOffset();
  }

  /** The queue that it reads. */
  public ConsumeQueue queue() {
    return queue;
  }

  /** Position of the record in the log. */
  public long position() {
    return bytes.getLong(at + QueueEntry.POSITION);
  }

  /** Length of the record. */
  public int size() {
    return bytes.getInt(at + QueueEntry.SIZE);
  }

  public long tagsCode() {
    return bytes.getLong(at + QueueEntry.TAGS_CODE);
  }

  /** Whether the entry stands for no message. */
  public boolean blank() {
    return size() == QueueEntry.BLANK_SIZE && position() <= 0;
  }

  @Override
  public void close() {
    if (region != null) {
      region.release();
    }
    queue = null;
    file = null;
    region = null;
    bytes = null;
  }
}
