/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.system.Scheduler;

/** A scheduler whose tasks run when a test says so, on the test's thread. */
public final class ManualScheduler implements Scheduler {

  private final List<Planned> tasks = new ArrayList<>();

  /** Runs everything that is planned once, in order; what repeats stays planned. */
  public void runAll() {
    for (Planned task : List.copyOf(tasks)) {
      if (tasks.contains(task)) {
        if (!task.repeats) {
          tasks.remove(task);
        }
        task.body.run();
      }
    }
  }

  /** Names of what is planned. */
  public List<String> planned() {
    return tasks.stream().map(Planned::name).toList();
  }

  @Override
  public Task every(String name, long initialDelayMillis, long periodMillis, Runnable body) {
    return plan(new Planned(name, true, body));
  }

  @Override
  public Task after(String name, long delayMillis, Runnable body) {
    return plan(new Planned(name, false, body));
  }

  private Task plan(Planned task) {
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  /** Runs its step when it was woken since the last turn, or wanted another one by itself. */
  @Override
  public Worker worker(String name, Step step) {
    AtomicBoolean due = new AtomicBoolean(true);
    Task turns =
        every(
            name,
            0,
            1,
            () -> {
              if (due.getAndSet(false)) {
                due.compareAndSet(false, turn(step) >= 0);
              }
            });
    return new Worker() {
      @Override
      public void wake() {
        due.set(true);
      }

      @Override
      public void close() {
        turns.cancel();
      }
    };
  }

  private static long turn(Step step) {
    try {
      return step.run();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
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
        return queueCapacity;
      }

      @Override
      public long headWaitMillis() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }

  private record Planned(String name, boolean repeats, Runnable body) {

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
