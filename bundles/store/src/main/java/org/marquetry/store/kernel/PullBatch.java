/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.store.LogView;
import org.marquetry.store.queue.QueueCursor;

/**
 * Messages found by a pull, as views of the log: neighbours in the log share a view. Whoever holds
 * the batch releases every view once. Reusable, not thread-safe.
 */
public final class PullBatch {

  final List<LogView> views = new ArrayList<>();
  int messages;
  int bytes;
  long nextOffset;
  long minOffset;
  long maxOffset;
  String failure;

  /** For the pull under way: reads the queue's entries. */
  final QueueCursor cursor = new QueueCursor();

  /** For the pull under way: neighbours in the log not read yet. */
  long runPosition;

  int runLength;
  int runMessages;

  /** In queue order. */
  public List<LogView> views() {
    return views;
  }

  public int messages() {
    return messages;
  }

  /** Sum of the views' lengths. */
  public int bytes() {
    return bytes;
  }

  /** Queue offset to pull from next. */
  public long nextOffset() {
    return nextOffset;
  }

  /** First queue offset that can be read. */
  public long minOffset() {
    return minOffset;
  }

  /** Queue offset of the next message to be written. */
  public long maxOffset() {
    return maxOffset;
  }

  /** Why the log could not be read, {@code null} if it could. */
  public String failure() {
    return failure;
  }

  /**
   * Adds messages that were chosen by more than their queue entries.
   *
   * @param more views, which the batch owns from now on
   * @param moreMessages number of messages in them
   * @param moreBytes sum of their lengths
   */
  public void add(List<LogView> more, int moreMessages, int moreBytes) {
    views.addAll(more);
    messages += moreMessages;
    bytes += moreBytes;
  }

  /** Sets what {@link MessageStore#pull} would have set. */
  public void bounds(long next, long min, long max) {
    nextOffset = next;
    minOffset = min;
    maxOffset = max;
  }

  /** Forgets the views without releasing them: their new owner does. */
  public void clear() {
    views.clear();
    messages = 0;
    bytes = 0;
    nextOffset = 0;
    minOffset = 0;
    maxOffset = 0;
    failure = null;
    runLength = 0;
    runMessages = 0;
  }

  /** Releases the views and forgets them. */
  public void release() {
    for (LogView view : views) {
      view.release();
    }
    clear();
  }
}
