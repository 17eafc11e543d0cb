/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.queue.ConsumeQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message queue of a topic: its consume queue. Lives as long as the store or until its topic is
 * deleted; identity is its equality. Thread-safe; nothing here blocks unless it says so.
 */
public final class LogicalQueue {

  private static final Logger LOG = LoggerFactory.getLogger(LogicalQueue.class);

  final ConsumeQueue entries;
  final byte[] topicBytes;
  final RecentEntries recent;

  /** Whether messages of its topic may name light queues to go into too. */
  final boolean fansOut;

  /** Under the append lock: entries of a light queue that the append under way is to write. */
  int assigned;

  /** Under the append lock: whether the queue's topic has been deleted. */
  boolean deleted;

  /** Under the append lock: whether entries have been written since the last flush. */
  boolean dirty;

  /** Under the append lock: whether a further file, or room in the last one, is asked for. */
  boolean fileRequested;

  private final LogChain log;

  /** Threads with news; the one that makes it 1 tells them all, so they are told in order. */
  private final AtomicInteger telling = new AtomicInteger();

  /** Queue offset of the next message to be told of; for the telling thread. */
  private long told;

  /**
   * @param hotBytes how far behind the end of the log records are taken to be in memory
   */
  LogicalQueue(ConsumeQueue entries, LogChain log, long hotBytes, boolean fansOut) {
    this.fansOut = fansOut;
    recent = new RecentEntries(hotBytes);
    this.entries = entries;
    this.log = log;
    topicBytes = entries.topic().getBytes(UTF_8);
    told = entries.maxOffset();
  }

  public String topic() {
    return entries.topic();
  }

  public int queueId() {
    return entries.queueId();
  }

  /** First queue offset whose message is still in the log. */
  public long minOffset() {
    return entries.minOffset(log.firstPosition());
  }

  /** Queue offset of the next message; 0 for a queue that never had one. */
  public long maxOffset() {
    return entries.maxOffset();
  }

  /** Whether an append needs no new file: if not, it may block and belongs on no I/O thread. */
  public boolean ready() {
    return entries.ready(1);
  }

  /**
   * Position in the log of the message at {@code queueOffset}, -1 where there is none. Blocks for
   * the disk where the entry is an old one.
   */
  public long position(long queueOffset) {
    try {
      return entries.position(queueOffset);
    } catch (IOException e) {
      LOG.warn("Entry {} of {} cannot be read: {}", queueOffset, this, e.getMessage());
      return -1;
    }
  }

  /**
   * The entry's tags code; 0 where there is no such entry. Blocks for the disk where the entry is
   * an old one.
   */
  public long tagsCode(long queueOffset) {
    try {
      return entries.tagsCode(queueOffset);
    } catch (IOException e) {
      LOG.warn("Entry {} of {} cannot be read: {}", queueOffset, this, e.getMessage());
      return 0;
    }
  }

  /** Nobody is to be told of the messages there are; before the first append. */
  void toldAll() {
    told = maxOffset();
  }

  /**
   * Tells of all messages not told of yet, in their order, unless another thread is at it, which
   * then tells of these too.
   */
  void tell(AppendListener listener) {
    if (telling.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      long end = maxOffset();
      while (told < end) {
        long offset = told++;
        try {
          listener.appended(this, offset, tagsCode(offset));
        } catch (RuntimeException e) {
          LOG.error("The listener failed on message {} of {}", offset, this, e);
        }
      }
      seen = telling.addAndGet(-seen);
    } while (seen != 0);
  }

  @Override
  public String toString() {
    return entries.toString();
  }
}
