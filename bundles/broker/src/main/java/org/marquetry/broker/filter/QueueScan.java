/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.BitSet;
import java.util.List;
import org.marquetry.plugin.Gap;
import org.marquetry.store.kernel.EntryFilter;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.PullBatch;
import org.marquetry.store.kernel.PullStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges a range of a queue by one condition or several, chunk by chunk, for figures and not for
 * consumers: messages that cannot be judged are passed over. Made to be run by {@link Scans}.
 */
abstract class QueueScan {

  private static final Logger LOG = LoggerFactory.getLogger(QueueScan.class);
  private static final int CHUNK_MESSAGES = 256;
  private static final int CHUNK_BYTES = 1 << 20;

  private final LogicalQueue queue;
  private final Place place;
  private final List<Condition> conditions;
  private final EntryFilter entries;
  private final long to;
  private final PullBatch batch = new PullBatch();
  private long offset;

  /**
   * @param from first queue offset
   * @param to queue offset after the last
   */
  QueueScan(LogicalQueue queue, Place place, List<Condition> conditions, long from, long to) {
    this.queue = queue;
    this.place = place;
    this.conditions = List.copyOf(conditions);
    this.entries = conditions.size() == 1 ? conditions.get(0).entries() : EntryFilter.ALL;
    this.offset = from;
    this.to = to;
  }

  /** How a step ended. */
  enum Step {
    /** There is more to do. */
    MORE,
    /** The plugin is busy: the same again, a little later. */
    LATER,
    /** There is nothing more to do. */
    OVER
  }

  /**
   * What one condition says of a chunk.
   *
   * @param failing could not be judged
   * @param failure why the first of them could not
   */
  record Result(BitSet matching, BitSet failing, String failure) {}

  /**
   * Messages were judged; on any thread, not by two at once.
   *
   * @param chunk valid during the call; {@code null} where no entry up to {@code end} can match
   * @param messages those of the chunk, from its first on, that belong to the range
   * @param results by condition, empty where there is no chunk
   * @param end queue offset up to which all is known now
   */
  abstract void judged(Chunk chunk, int messages, List<Result> results, long end);

  /**
   * The scan is over; called once.
   *
   * @param problem why it did not get to its end, {@code null} if it did
   */
  abstract void over(String problem);

  /** Whether it is to stop. */
  abstract boolean cancelled();

  final long offset() {
    return offset;
  }

  /** How a step is told to have ended. */
  @FunctionalInterface
  interface Next {
    void next(Step step);
  }

  /** Does one step; may block for the disk. */
  final void step(Scans.Tools tools, Next next) {
    try {
      look(tools, next);
    } catch (RuntimeException e) {
      LOG.error("A look through {} failed", queue, e);
      end(e.toString(), next);
    }
  }

  private void look(Scans.Tools tools, Next next) {
    if (cancelled()) {
      end(null, next);
      return;
    }
    offset = Math.max(offset, queue.minOffset());
    long limit = Math.min(to, queue.maxOffset());
    if (offset >= limit) {
      end(null, next);
      return;
    }
    int most = (int) Math.min(CHUNK_MESSAGES, limit - offset);
    PullStatus status = tools.store().pull(queue, offset, most, CHUNK_BYTES, entries, batch);
    long after = batch.nextOffset();
    switch (status) {
      case FOUND -> {
        Chunk chunk = Chunk.of(batch);
        if (!tools.store().hot(queue, offset)) {
          chunk.load();
        }
        judge(tools, chunk, 0, chunk.messages(), new Result[conditions.size()], next);
      }
      case NO_MATCH, REMOVED -> {
        offset = Math.min(after, limit);
        judged(null, 0, List.of(), offset);
        next.next(Step.MORE);
      }
      case OFFSET_AT_END -> end(null, next);
      case OFFSET_TOO_SMALL, OFFSET_BEYOND_END, QUEUE_EMPTY ->
          end("queue " + queue + " was cleared", next);
      default -> end(batch.failure(), next);
    }
  }

  private void end(String problem, Next next) {
    next.next(Step.OVER);
    over(problem);
  }

  /**
   * @param seen messages before this index were judged by the conditions up to here
   */
  private void judge(
      Scans.Tools tools, Chunk chunk, int which, int seen, Result[] results, Next next) {
    if (which == results.length) {
      try {
        tell(chunk, seen, results);
      } finally {
        next.next(Step.MORE);
      }
      return;
    }
    tools
        .judge()
        .judge(
            conditions.get(which),
            chunk,
            Integer.MAX_VALUE,
            place,
            new Judgement() {
              private BitSet failing = new BitSet();
              private String failure;

              @Override
              public void failing(BitSet messages, String example) {
                failing = messages;
                failure = example;
              }

              @Override
              public void judged(BitSet matching, int judged) {
                results[which] = new Result(matching, failing, failure);
                judge(tools, chunk, which + 1, Math.min(seen, judged), results, next);
              }

              @Override
              public void illegal(Illegal illegal) {
                chunk.release();
                end(illegal.text(), next);
              }

              @Override
              public void gap(Gap gap) {
                chunk.release();
                if (gap.cause() == Gap.Cause.BUSY) {
                  next.next(Step.LATER);
                } else {
                  end(gap.reason(), next);
                }
              }
            });
  }

  private void tell(Chunk chunk, int seen, Result[] results) {
    long end = seen < chunk.messages() ? chunk.queueOffset(seen) : chunk.endOffset();
    int messages = seen;
    while (messages > 0 && chunk.queueOffset(messages - 1) >= to) {
      messages--;
    }
    for (Result result : results) {
      result.matching.clear(messages, chunk.messages());
      result.failing.clear(messages, chunk.messages());
    }
    offset = Math.min(to, end);
    try {
      judged(chunk, messages, List.of(results), offset);
    } finally {
      chunk.release();
    }
  }
}
