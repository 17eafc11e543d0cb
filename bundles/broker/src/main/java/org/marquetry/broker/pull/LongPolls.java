/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.marquetry.remoting.Connection;
import org.marquetry.store.kernel.AppendListener;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * Pulls that wait for a message. They hang on their queue and are resumed by the append that
 * satisfies them, on the appending thread while they are few; a timer looks only for those whose
 * time is up. Thread-safe; never blocks.
 */
final class LongPolls implements AppendListener, AutoCloseable {

  /** The longest that a pull is late when its time is up, in milliseconds. */
  private static final long TICK_MILLIS = 50;

  /** More than so many are resumed on the executor, so that no append takes long. */
  private static final int RESUMED_AT_ONCE = 4;

  private final ConcurrentHashMap<LogicalQueue, HeldPulls> queues = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Executor executor;
  private final Consumer<HeldPull> resume;
  private final Scheduler.Task expiry;
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean closed;

  /**
   * @param executor for the work of appends that satisfy many pulls
   * @param resume goes on with a pull whose waiting is over
   */
  LongPolls(Clock clock, Scheduler scheduler, Executor executor, Consumer<HeldPull> resume) {
    this.clock = clock;
    this.executor = executor;
    this.resume = resume;
    this.expiry = scheduler.every("long-poll-expiry", TICK_MILLIS, TICK_MILLIS, this::expire);
  }

  /** What became of a pull that was to be held. */
  enum Hold {
    HELD,
    /** There is a message already, or nobody waits any more: the caller goes on with the pull. */
    MISSED,
    /** No pull is held any more. */
    CLOSED
  }

  /**
   * Holds a pull until a message satisfies it, its deadline, or the end of its connection; resumes
   * it at once where there is a message already.
   *
   * @return {@code false} once closed: the pull is not held
   */
  boolean hold(LogicalQueue queue, HeldPull pull) {
    Hold hold = tryHold(queue, pull);
    if (hold == Hold.MISSED) {
      resume.accept(pull);
    }
    return hold != Hold.CLOSED;
  }

  /** Like {@link #hold}, but a pull that there is a message for is left to the caller. */
  Hold tryHold(LogicalQueue queue, HeldPull pull) {
    queues.compute(
        queue,
        (key, known) -> {
          HeldPulls pulls = known == null ? new HeldPulls() : known;
          pulls.add(pull);
          return pulls;
        });
    count.incrementAndGet();
    // An append between the caller's look and the hold above saw no waiting pull: look again.
    boolean missed = queue.maxOffset() > pull.command.queueOffset || !pull.command.wanted();
    if ((closed || missed) && pull.claim()) {
      count.decrementAndGet();
      return closed ? Hold.CLOSED : Hold.MISSED;
    }
    return Hold.HELD;
  }

  @Override
  public void appended(LogicalQueue queue, long queueOffset, long tagsCode) {
    HeldPulls pulls = queues.get(queue);
    if (pulls != null && !pulls.isEmpty()) {
      resumeAll(pulls.satisfiedBy(queueOffset, tagsCode));
    }
  }

  private void resumeAll(List<HeldPull> pulls) {
    int atOnce = Math.min(pulls.size(), RESUMED_AT_ONCE);
    for (int i = atOnce; i < pulls.size(); i++) {
      HeldPull pull = pulls.get(i);
      try {
        executor.execute(() -> resume(pull));
      } catch (RejectedExecutionException e) {
        resume(pull);
      }
    }
    for (int i = 0; i < atOnce; i++) {
      resume(pulls.get(i));
    }
  }

  private void expire() {
    long now = clock.nanos();
    for (LogicalQueue queue : queues.keySet()) {
      HeldPulls pulls = queues.get(queue);
      if (pulls != null) {
        pulls.take(pull -> now - pull.deadline >= 0).forEach(this::resume);
        queues.computeIfPresent(queue, (key, known) -> known.isEmpty() ? null : known);
      }
    }
  }

  /** A connection has ended: its pulls are forgotten. */
  void disconnected(Connection connection) {
    takeAll(pull -> pull.command.connection() == connection).forEach(this::resume);
  }

  /** A topic is gone: its pulls are answered. */
  void topicDeleted(String topic) {
    takeAll(pull -> pull.command.topic.equals(topic)).forEach(this::resume);
  }

  /** A group is gone: its pulls are answered. */
  void groupRemoved(String group) {
    takeAll(pull -> pull.command.group.equals(group)).forEach(this::resume);
  }

  private List<HeldPull> takeAll(Predicate<HeldPull> which) {
    return queues.values().stream().flatMap(pulls -> pulls.take(which).stream()).toList();
  }

  private void resume(HeldPull claimed) {
    count.decrementAndGet();
    resume.accept(claimed);
  }

  /** Pulls that wait now. */
  int count() {
    return count.get();
  }

  /** Holds no pull any more; those held are answered. */
  @Override
  public void close() {
    closed = true;
    expiry.cancel();
    takeAll(pull -> true).forEach(this::resume);
  }
}
