/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.system.Scheduler;

/**
 * Runs {@link QueueScan}s in the background, few at a time, so that consumers hardly notice: each
 * has one chunk under way at most. Thread-safe; never blocks.
 */
public final class Scans {

  private static final int AT_ONCE = 2;
  private static final long LATER_MILLIS = 100;

  private final Tools tools;
  private final Executor executor;
  private final Scheduler scheduler;
  private final Deque<QueueScan> waiting = new ArrayDeque<>();
  private int running;

  /** What scans work with. */
  record Tools(MessageStore store, Judge judge) {}

  /**
   * @param executor may block
   */
  public Scans(MessageStore store, Judge judge, Executor executor, Scheduler scheduler) {
    this.tools = new Tools(store, judge);
    this.executor = executor;
    this.scheduler = scheduler;
  }

  /** Runs a scan when it is its turn. */
  void submit(QueueScan scan) {
    synchronized (this) {
      if (running == AT_ONCE) {
        waiting.addLast(scan);
        return;
      }
      running++;
    }
    step(scan);
  }

  private void step(QueueScan scan) {
    try {
      executor.execute(() -> scan.step(tools, step -> next(scan, step)));
    } catch (RejectedExecutionException e) {
      later(scan);
    }
  }

  private void later(QueueScan scan) {
    scheduler.after("filter scan", LATER_MILLIS, () -> step(scan));
  }

  private void next(QueueScan scan, QueueScan.Step step) {
    switch (step) {
      case MORE -> step(scan);
      case LATER -> later(scan);
      case OVER -> {
        QueueScan follower;
        synchronized (this) {
          follower = waiting.pollFirst();
          if (follower == null) {
            running--;
          }
        }
        if (follower != null) {
          step(follower);
        }
      }
    }
  }
}
