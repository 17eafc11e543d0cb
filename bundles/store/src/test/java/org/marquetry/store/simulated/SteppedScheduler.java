/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * A clock that stands still and a scheduler without threads: time passes, and what is due runs,
 * only when the test says so. Not thread-safe.
 */
public final class SteppedScheduler implements Scheduler, Clock {

  private final List<Job> jobs = new ArrayList<>();
  private long now;

  /**
   * @param now the first time of day
   */
  public SteppedScheduler(long now) {
    this.now = now;
  }

  @Override
  public long millis() {
    return now;
  }

  @Override
  public long nanos() {
    return now * 1_000_000;
  }

  /** Lets time pass, running nothing. */
  public void pass(long millis) {
    now += millis;
  }

  /** Runs one of the jobs that are due. */
  public void runOne(Random random) {
    List<Job> due = jobs.stream().filter(job -> job.woken || job.at <= now).toList();
    if (!due.isEmpty()) {
      due.get(random.nextInt(due.size())).run();
    }
  }

  /** Runs what is due until nothing is. */
  public void runAll() {
    for (int rounds = 0; rounds < 1000; rounds++) {
      List<Job> due = jobs.stream().filter(job -> job.woken || job.at <= now).toList();
      if (due.isEmpty()) {
        return;
      }
      due.forEach(Job::run);
    }
    throw new IllegalStateException("the jobs never rest: " + jobs);
  }

  /** Forgets all jobs, as the end of their process does. */
  public void kill() {
    jobs.clear();
  }

  private final class Job implements Task, Worker {

    private final String name;
    private final Step step;
    private boolean woken;
    private long at;

    Job(String name, Step step, long at) {
      this.name = name;
      this.step = step;
      this.at = at;
    }

    void run() {
      woken = false;
      try {
        long sleep = step.run();
        at = sleep < 0 ? Long.MAX_VALUE : now + sleep;
      } catch (Exception e) {
        at = now + 1000;
      }
    }

    @Override
    public void cancel() {
      jobs.remove(this);
    }

    @Override
    public void wake() {
      woken = true;
    }

    @Override
    public void close() {
      jobs.remove(this);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private Job add(Job job) {
    jobs.add(job);
    return job;
  }

  @Override
  public Task every(String name, long initialDelayMillis, long periodMillis, Runnable body) {
    return add(
        new Job(
            name,
            () -> {
              body.run();
              return periodMillis;
            },
            now + initialDelayMillis));
  }

  @Override
  public Task after(String name, long delayMillis, Runnable body) {
    return add(
        new Job(
            name,
            () -> {
              body.run();
              return -1;
            },
            now + delayMillis));
  }

  @Override
  public Worker worker(String name, Step step) {
    return add(new Job(name, step, now));
  }

  @Override
  public Pool pool(String name, int threads, int queueCapacity) {
    return new Pool() {
      @Override
      public void execute(Runnable task) {
        task.run();
      }

      @Override
      public int queued() {
        return 0;
      }

      @Override
      public int capacity() {
        return 1;
      }

      @Override
      public long headWaitMillis() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }
}
