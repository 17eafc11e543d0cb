/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.marquetry.system.Scheduler;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/**
 * Threads of the operating system, all of them daemons. {@link #close()} ends whatever its users
 * left running; after it every method refuses with {@link RejectedExecutionException}.
 */
@Component(service = Scheduler.class, immediate = true)
public final class ThreadScheduler implements Scheduler, AutoCloseable {

  private static final int SHARED_THREADS = 4;

  private final String name;
  private final ScheduledThreadPoolExecutor shared;
  private final Set<OwnThreads> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public ThreadScheduler() {
    this("marquetry");
  }

  /**
   * @param name how the names of the shared threads begin
   */
  public ThreadScheduler(String name) {
    this.name = name;
    shared = new ScheduledThreadPoolExecutor(SHARED_THREADS, new NamedThreads(name + "-task"));
    shared.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Task every(String task, long initialDelayMillis, long periodMillis, Runnable body) {
    requireAtLeast(0, initialDelayMillis, task, "initialDelayMillis");
    requireAtLeast(1, periodMillis, task, "periodMillis");
    SharedTask run = new SharedTask(task, body);
    run.scheduled(
        shared.scheduleWithFixedDelay(
            run, initialDelayMillis, periodMillis, TimeUnit.MILLISECONDS));
    return run;
  }

  @Override
  public Task after(String task, long delayMillis, Runnable body) {
    requireAtLeast(0, delayMillis, task, "delayMillis");
    SharedTask run = new SharedTask(task, body);
    run.scheduled(shared.schedule(run, delayMillis, TimeUnit.MILLISECONDS));
    return run;
  }

  @Override
  public Worker worker(String worker, Step step) {
    StepWorker own = new StepWorker(worker, step, open::remove);
    adopt(own, worker);
    own.start();
    return own;
  }

  @Override
  public Pool pool(String pool, int threads, int queueCapacity) {
    requireAtLeast(1, threads, pool, "threads");
    requireAtLeast(1, queueCapacity, pool, "queueCapacity");
    BoundedPool own = new BoundedPool(pool, threads, queueCapacity, open::remove);
    adopt(own, pool);
    return own;
  }

  @Override
  @Deactivate
  public void close() {
    closed = true;
    shared.shutdownNow();
    open.forEach(OwnThreads::close);
  }

  @Override
  public String toString() {
    return "ThreadScheduler[" + name + "]";
  }

  private void adopt(OwnThreads own, String user) {
    open.add(own);
    if (closed) {
      open.remove(own);
      throw new RejectedExecutionException(user + ": the scheduler " + name + " is closed");
    }
  }

  private static void requireAtLeast(long least, long value, String task, String what) {
    if (value < least) {
      throw new IllegalArgumentException(
          task + ": " + what + " is " + value + ", must be at least " + least);
    }
  }

  /** What has threads of its own and must end with the scheduler. */
  interface OwnThreads extends AutoCloseable {
    @Override
    void close();
  }
}
