/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.delay.DelayContext;
import org.marquetry.delay.DelayEngine;
import org.marquetry.delay.DelaySchedule;
import org.marquetry.delay.DueSink;

/** An engine that a test can look into and make fail. */
public final class HeapEngine implements DelayEngine {

  /** What its schedules hold. */
  public record Entry(int queue, long reference, long due) {}

  /** Schedules made until now. */
  public final AtomicInteger opened = new AtomicInteger();

  /** References added until now, to all schedules. */
  public final AtomicInteger added = new AtomicInteger();

  /** Thrown by every drain while it is set. */
  public volatile RuntimeException failure;

  /** References that it hands out, one a drain, before it is out of order. */
  public final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);

  /** Hands out everything at once, whether or not it is due. */
  public volatile boolean early;

  /** Hands out everything again and again. */
  public volatile boolean forgetful;

  @Override
  public DelaySchedule open(DelayContext context) {
    opened.incrementAndGet();
    return new Schedule();
  }

  private final class Schedule implements DelaySchedule {

    private final PriorityQueue<Entry> heap =
        new PriorityQueue<>(Comparator.comparingLong(Entry::due));

    @Override
    public void add(int queue, long reference, long dueMillis) {
      added.incrementAndGet();
      heap.add(new Entry(queue, reference, dueMillis));
    }

    @Override
    public void drain(long nowMillis, DueSink sink) {
      if (failure != null) {
        throw failure;
      }
      if (left.get() < Integer.MAX_VALUE && due(nowMillis)) {
        if (left.get() == 0) {
          throw new IllegalStateException("out of order");
        }
        left.decrementAndGet();
        Entry entry = heap.poll();
        sink.take(entry.queue(), entry.reference(), entry.due());
        return;
      }
      boolean more = true;
      while (more && !heap.isEmpty() && (early || heap.peek().due() <= nowMillis)) {
        Entry entry = forgetful ? heap.peek() : heap.poll();
        more =
            sink.take(entry.queue(), entry.reference(), early ? nowMillis : entry.due())
                && !forgetful;
      }
    }

    private boolean due(long nowMillis) {
      return !heap.isEmpty() && heap.peek().due() <= nowMillis;
    }

    @Override
    public long nextDue() {
      return heap.isEmpty() ? Long.MAX_VALUE : early ? 0 : heap.peek().due();
    }
  }
}
