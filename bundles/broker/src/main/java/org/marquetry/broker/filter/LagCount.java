/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.marquetry.store.kernel.LogicalQueue;

/**
 * Which messages of a queue a group will get, as far as they were judged: a bit for each of a
 * bounded number from the group's offset on. Thread-safe.
 */
final class LagCount {

  /** Messages that are judged at most; 32 KiB of bits. */
  private static final int MOST = 1 << 18;

  private static final int BITS_OF_WORD = 64;

  private final LogicalQueue queue;
  private final Place place;
  private final Condition condition;
  private final BitSet wanted = new BitSet();

  /** Queue offset of the first bit. */
  private long base;

  /** Queue offset up to which messages were judged. */
  private long end;

  /** Completed while there is nothing to wait for. */
  private CompletableFuture<Void> judged = CompletableFuture.completedFuture(null);

  private String problem;

  /** Changes with every restart, so that a scan of before does no harm. */
  private int round;

  LagCount(LogicalQueue queue, Place place, Condition condition) {
    this.queue = queue;
    this.place = place;
    this.condition = condition;
  }

  /** Whether it counts by this very condition. */
  boolean by(Condition other) {
    return condition.equals(other);
  }

  /**
   * Goes on judging, if there is something to judge.
   *
   * @param offset of the group
   */
  synchronized void update(long offset, Scans scans) {
    if (offset < base || offset > end) {
      wanted.clear();
      base = offset;
      end = offset;
      round++;
      judged.complete(null);
    } else if (offset - base >= MOST / 2) {
      int words = (int) ((offset - base) / BITS_OF_WORD);
      BitSet left = wanted.get(words * BITS_OF_WORD, wanted.length());
      wanted.clear();
      wanted.or(left);
      base += (long) words * BITS_OF_WORD;
    }
    long limit = Math.min(queue.maxOffset(), base + MOST);
    if (judged.isDone() && end < limit) {
      judged = new CompletableFuture<>();
      problem = null;
      scans.submit(new Scan(round, end, limit));
    }
  }

  /** Completes when all is judged that is going to be. */
  synchronized CompletableFuture<Void> judged() {
    return judged;
  }

  /** What the group will get from an offset on. */
  synchronized Figure figure(long offset) {
    long max = queue.maxOffset();
    long from = Math.max(offset, base);
    int first = (int) (from - base);
    long found = wanted.get(first, Math.max(first, wanted.length())).cardinality();
    long rest = Math.max(0, max - Math.max(end, from));
    if (rest == 0) {
      return new Figure(found, true, null);
    }
    long judged = end - from;
    double share = judged <= 0 ? 1 : (double) found / judged;
    return new Figure(found + Math.round(rest * share), false, problem);
  }

  /**
   * @param messages exactly, or judged by the share of those that were looked at
   * @param problem why not all could be judged, {@code null} where it is only a matter of time or
   *     of number
   */
  public record Figure(long messages, boolean exact, String problem) {}

  private synchronized void take(int of, Chunk chunk, List<QueueScan.Result> results, long to) {
    if (of != round) {
      return;
    }
    if (chunk != null) {
      BitSet matching = results.get(0).matching();
      matching.or(results.get(0).failing()); // Each of them stops the group, as one it gets does.
      for (int i = matching.nextSetBit(0); i >= 0; i = matching.nextSetBit(i + 1)) {
        if (chunk.queueOffset(i) >= base) {
          wanted.set((int) (chunk.queueOffset(i) - base));
        }
      }
    }
    end = to;
  }

  private synchronized void over(int of, String why) {
    if (of == round) {
      problem = why;
      judged.complete(null);
    }
  }

  private synchronized boolean outdated(int of) {
    return of != round;
  }

  private final class Scan extends QueueScan {

    private final int of;

    Scan(int of, long from, long to) {
      super(queue, place, List.of(condition), from, to);
      this.of = of;
    }

    @Override
    void judged(Chunk chunk, int messages, List<Result> results, long to) {
      take(of, chunk, results, to);
    }

    @Override
    void over(String why) {
      LagCount.this.over(of, why);
    }

    @Override
    boolean cancelled() {
      return outdated(of);
    }
  }
}
