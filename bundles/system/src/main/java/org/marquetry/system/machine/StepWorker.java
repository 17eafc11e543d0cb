/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.marquetry.system.Scheduler.Step;
import org.marquetry.system.Scheduler.Worker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that repeats one step. */
final class StepWorker implements Worker, ThreadScheduler.OwnThreads {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadScheduler.class);

  /** After a failure wakes are ignored for so long, or a step that always fails would spin. */
  private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final Step step;
  private final Consumer<StepWorker> onClosed;
  private final Thread thread;
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile boolean closed;

  StepWorker(String name, Step step, Consumer<StepWorker> onClosed) {
    this.name = name;
    this.step = step;
    this.onClosed = onClosed;
    thread = NamedThreads.daemon(name, name, this::repeat);
  }

  void start() {
    thread.start();
  }

  @Override
  public void wake() {
    // A read-modify-write on both sides, so that the step sees all that was done before the wake
    // even where an earlier wake has not been taken yet.
    if (!woken.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    onClosed.accept(this);
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void repeat() {
    while (!closed) {
      woken.getAndSet(false);
      long sleepMillis;
      try {
        sleepMillis = step.run();
      } catch (Throwable e) {
        if (e instanceof InterruptedException && closed) {
          return;
        }
        LOG.error("{} failed, goes on in a second", name, e);
        pause(PAUSE_AFTER_FAILURE_NANOS, false);
        continue;
      }
      if (sleepMillis < 0) {
        pause(Long.MAX_VALUE, true);
      } else if (sleepMillis > 0) {
        pause(TimeUnit.MILLISECONDS.toNanos(sleepMillis), true);
      }
    }
  }

  private void pause(long nanos, boolean untilWoken) {
    long start = System.nanoTime();
    long left = nanos;
    while (!closed && left > 0 && !(untilWoken && woken.get())) {
      LockSupport.parkNanos(this, left);
      // An interrupt nobody asked for would turn every later park into a spin.
      Thread.interrupted();
      left = nanos - (System.nanoTime() - start);
    }
  }
}
