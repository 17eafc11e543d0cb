/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something under way on a thread of its own that runs code of a plugin. Thread-safe. */
final class Operation {

  private final long begun;
  private final CountDownLatch done = new CountDownLatch(1);
  private Body body;
  private Thread thread;
  private volatile Throwable failure;

  Operation(Body body, long begunNanos) {
    this.body = body;
    this.begun = begunNanos;
  }

  /** What is to be done. */
  interface Body {
    void run() throws Exception;
  }

  void run() {
    Body run;
    synchronized (this) {
      thread = Thread.currentThread();
      run = body;
      // Whoever keeps the operation must not keep the bundle by it.
      body = null;
    }
    try {
      run.run();
    } catch (Throwable e) {
      // Whatever a plugin throws ends here, errors of linking and of the stack included.
      failure = e;
    } finally {
      synchronized (this) {
        thread = null;
      }
      done.countDown();
    }
  }

  /** Waits for the end. */
  boolean await(long millis) throws InterruptedException {
    return done.await(millis, TimeUnit.MILLISECONDS);
  }

  boolean isDone() {
    return done.getCount() == 0;
  }

  /** What was thrown; {@code null} for success. Only of an operation that is done. */
  Throwable failure() {
    return failure;
  }

  long seconds(long nowNanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nowNanos - begun);
  }

  /** Asks the code that runs to give up; it need not listen. */
  synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }
}
