/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.levels;

import java.util.ArrayDeque;
import org.marquetry.delay.DelayContext;
import org.marquetry.delay.DueSink;

/**
 * The messages of one queue, which are due in its order: ranges of references, most often a single
 * one however many messages wait. When a message is due is looked up when it is its turn.
 */
final class Line {

  private static final class Range {
    long next;
    long end;
  }

  private final DelayContext context;
  private final int queue;
  private final ArrayDeque<Range> ranges = new ArrayDeque<>();
  private long firstDue = Long.MAX_VALUE;

  Line(DelayContext context, int queue) {
    this.context = context;
    this.queue = queue;
  }

  void add(long reference, long dueMillis) {
    if (ranges.isEmpty()) {
      firstDue = dueMillis;
    }
    Range last = ranges.peekLast();
    if (last == null || last.end != reference) {
      last = new Range();
      last.next = reference;
      ranges.addLast(last);
    }
    last.end = reference + 1;
  }

  /** {@link Long#MAX_VALUE} where nothing waits. */
  long firstDue() {
    return firstDue;
  }

  /** Hands the first message out; returns what the sink says. */
  boolean handOut(DueSink sink) {
    Range range = ranges.getFirst();
    long reference = range.next++;
    long due = firstDue;
    firstDue = dueOfNext();
    return sink.take(queue, reference, due);
  }

  /** Passes over messages that are gone. */
  private long dueOfNext() {
    while (!ranges.isEmpty()) {
      Range range = ranges.getFirst();
      while (range.next < range.end) {
        long due = context.dueMillis(queue, range.next);
        if (due != Long.MIN_VALUE) {
          return due;
        }
        range.next++;
      }
      ranges.removeFirst();
    }
    return Long.MAX_VALUE;
  }
}
