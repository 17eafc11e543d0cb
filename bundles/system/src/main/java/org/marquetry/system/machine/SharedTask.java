/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.marquetry.system.Scheduler.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A body on the shared pool. Thread-safe; may be cancelled from within its own body. */
final class SharedTask implements Task, Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadScheduler.class);
  private static final int CANCEL_WAIT_SECONDS = 5;

  private final String name;
  private final Runnable body;
  private final ReentrantLock running = new ReentrantLock();
  private volatile Future<?> future;
  private volatile boolean cancelled;

  SharedTask(String name, Runnable body) {
    this.name = name;
    this.body = body;
  }

  /** Tells what to cancel; the first run may already have begun, or even have cancelled. */
  void scheduled(Future<?> scheduled) {
    future = scheduled;
    if (cancelled) {
      scheduled.cancel(false);
    }
  }

  @Override
  public void run() {
    running.lock();
    try {
      if (!cancelled) {
        body.run();
      }
    } catch (Throwable e) {
      // Rethrown it would silently end all later runs.
      LOG.error("{} failed", name, e);
    } finally {
      running.unlock();
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    Future<?> scheduled = future;
    if (scheduled != null) {
      scheduled.cancel(false);
    }
    if (!running.isHeldByCurrentThread()) {
      awaitRun();
    }
  }

  private void awaitRun() {
    try {
      if (running.tryLock(CANCEL_WAIT_SECONDS, TimeUnit.SECONDS)) {
        running.unlock();
      } else {
        LOG.warn("{} is cancelled but still runs after {} s", name, CANCEL_WAIT_SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
