/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.heap;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.marquetry.delay.DelaySchedule;
import org.marquetry.delay.DueSink;

/**
 * A heap of references, the one that is due first on top. Of two due at once the older is first.
 */
final class HeapSchedule implements DelaySchedule {

  private record Entry(long due, int queue, long reference) {}

  private final PriorityQueue<Entry> heap =
      new PriorityQueue<>(
          Comparator.comparingLong(Entry::due)
              .thenComparingInt(Entry::queue)
              .thenComparingLong(Entry::reference));

  @Override
  public void add(int queue, long reference, long dueMillis) {
    heap.add(new Entry(dueMillis, queue, reference));
  }

  @Override
  public void drain(long nowMillis, DueSink sink) {
    boolean more = true;
    while (more && nextDue() <= nowMillis) {
      Entry entry = heap.poll();
      more = sink.take(entry.queue(), entry.reference(), entry.due());
    }
  }

  @Override
  public long nextDue() {
    return heap.isEmpty() ? Long.MAX_VALUE : heap.peek().due();
  }
}
