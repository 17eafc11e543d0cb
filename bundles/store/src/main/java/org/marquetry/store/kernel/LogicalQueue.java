/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

/**
 * One message queue of a topic: its consume queue. Lives as long as the store or until its topic is
 * deleted; identity is its equality. Thread-safe; nothing here blocks unless it says so.
 */
public final class LogicalQueue {

  private final String topic;
  private final int queueId;

  LogicalQueue(String topic, int queueId) {
    this.topic = topic;
    this.queueId = queueId;
  }

  public String topic() {
    return topic;
  }

  public int queueId() {
    return queueId;
  }

  /** First queue offset whose message is still in the log. */
  public long minOffset() {
    throw new UnsupportedOperationException();
  }

  /** Queue offset of the next message; 0 for a queue that never had one. */
  public long maxOffset() {
    throw new UnsupportedOperationException();
  }

  /** Whether an append needs no new file: if not, it may block and belongs on no I/O thread. */
  public boolean ready() {
    throw new UnsupportedOperationException();
  }

  /** Position in the log of the message at {@code queueOffset}, -1 where there is none. */
  public long position(long queueOffset) {
    throw new UnsupportedOperationException();
  }

  /** The entry's tags code; 0 where there is no such entry. */
  public long tagsCode(long queueOffset) {
    throw new UnsupportedOperationException();
  }
}
