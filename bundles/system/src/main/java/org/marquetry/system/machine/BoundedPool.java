/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.marquetry.system.Scheduler.Pool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fixed number of threads behind a bounded queue. */
final class BoundedPool implements Pool, ThreadScheduler.OwnThreads {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadScheduler.class);
  private static final int CLOSE_WAIT_SECONDS = 5;

  private final String name;
  private final int capacity;
  private final ThreadPoolExecutor executor;
  private final Consumer<BoundedPool> onClosed;

  BoundedPool(String name, int threads, int queueCapacity, Consumer<BoundedPool> onClosed) {
    this.name = name;
    this.capacity = queueCapacity;
    this.onClosed = onClosed;
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queueCapacity),
            new NamedThreads(name),
            (task, pool) -> {
              throw new RejectedExecutionException(
                  pool.isShutdown()
                      ? name + " is closed"
                      : name + " is full: " + queueCapacity + " tasks wait");
            });
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(new Waiting(task, System.nanoTime()));
  }

  @Override
  public int queued() {
    return executor.getQueue().size();
  }

  @Override
  public int capacity() {
    return capacity;
  }

  @Override
  public long headWaitMillis() {
    return executor.getQueue().peek() instanceof Waiting head
        ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - head.since)
        : 0;
  }

  @Override
  public void close() {
    onClosed.accept(this);
    executor.shutdown();
    try {
      if (!executor.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS)) {
        int dropped = executor.shutdownNow().size();
        LOG.warn(
            "{} still runs {} s after its close: interrupted, {} waiting tasks dropped",
            name,
            CLOSE_WAIT_SECONDS,
            dropped);
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** A task and when it came, on the clock for durations. */
  private record Waiting(Runnable task, long since) implements Runnable {

    @Override
    public void run() {
      task.run();
    }
  }
}
