/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Scheduler;

/**
 * Pulls of messages whose span of the log is away for a moment, since its storage backend is being
 * replaced. They are tried again when the log is back, and now and then: after a while the store
 * says for good that the span cannot be read. Thread-safe; never blocks.
 */
final class SpanWaits implements AutoCloseable {

  private static final long TRY_MILLIS = 100;

  private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Executor executor;
  private final Scheduler.Task trying;
  private volatile boolean closed;

  /**
   * @param executor for trying again
   */
  SpanWaits(MessageStore store, Scheduler scheduler, Executor executor) {
    this.executor = executor;
    this.trying = scheduler.every("span-waits", TRY_MILLIS, TRY_MILLIS, this::tryAgain);
    store.onReturn(this::tryAgain);
  }

  /**
   * Holds a pull.
   *
   * @param again tries it again
   * @param most pulls that may wait
   * @return {@code false} where it cannot wait
   */
  boolean hold(Runnable again, int most) {
    if (closed || count.get() >= most) {
      return false;
    }
    count.incrementAndGet();
    waiting.add(again);
    if (closed) {
      tryAgain();
    }
    return true;
  }

  int count() {
    return count.get();
  }

  private void tryAgain() {
    if (waiting.isEmpty()) {
      return;
    }
    List<Runnable> all = new ArrayList<>();
    for (Runnable each = waiting.poll(); each != null; each = waiting.poll()) {
      all.add(each);
    }
    for (Runnable again : all) {
      count.decrementAndGet();
      try {
        executor.execute(again);
      } catch (RejectedExecutionException e) {
        again.run();
      }
    }
  }

  /** Holds no pull any more; those held are answered. */
  @Override
  public void close() {
    closed = true;
    trying.cancel();
    tryAgain();
  }
}
