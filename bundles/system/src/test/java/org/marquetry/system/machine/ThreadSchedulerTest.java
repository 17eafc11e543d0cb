/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.marquetry.system.Scheduler.Pool;
import org.marquetry.system.Scheduler.Task;
import org.marquetry.system.Scheduler.Worker;

@Timeout(30)
class ThreadSchedulerTest {

  private final ThreadScheduler scheduler = new ThreadScheduler("test");

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void repeatsATaskEvenAfterItThrew() {
    AtomicInteger runs = new AtomicInteger();
    scheduler.every(
        "failing",
        0,
        1,
        () -> {
          if (runs.incrementAndGet() < 3) {
            throw new IllegalStateException("expected by the test");
          }
        });
    await().until(() -> runs.get() >= 3);
  }

  @Test
  void runsATaskOnce() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    scheduler.after("once", 1, ran::countDown);
    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aThreadHoldsNothingOfThatWhichHadItMade() throws Exception {
    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
    CompletableFuture<ClassLoader> context = new CompletableFuture<>();
    CompletableFuture<String> value = new CompletableFuture<>();
    Thread maker =
        new Thread(
            () -> {
              inherited.set("a plugin's");
              Thread.currentThread().setContextClassLoader(new ClassLoader(null) {});
              scheduler
                  .pool("made", 1, 1)
                  .execute(
                      () -> {
                        context.complete(Thread.currentThread().getContextClassLoader());
                        value.complete(inherited.get());
                      });
            });
    maker.start();
    assertThat(context.get()).isSameAs(ThreadScheduler.class.getClassLoader());
    assertThat(value.get()).isNull();
  }

  @Test
  void cancelWaitsForTheRunUnderWay() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    Task task =
        scheduler.every(
            "slow",
            0,
            1,
            () -> {
              entered.countDown();
              awaitUninterruptibly(leave);
              left.set(true);
            });
    entered.await();
    CompletableFuture<Boolean> cancelled =
        CompletableFuture.supplyAsync(
            () -> {
              task.cancel();
              return left.get();
            });
    leave.countDown();
    assertThat(cancelled.get()).as("the run had ended when cancel returned").isTrue();
  }

  @Test
  void aTaskMayCancelItself() {
    AtomicInteger runs = new AtomicInteger();
    AtomicReference<Task> self = new AtomicReference<>();
    self.set(
        scheduler.every(
            "self",
            5,
            1,
            () -> {
              Task task = self.get();
              if (task != null && runs.incrementAndGet() == 2) {
                task.cancel();
              }
            }));
    await().until(() -> runs.get() == 2);
    self.get().cancel();
    assertThat(runs).hasValue(2);
  }

  @Test
  void aWorkerRunsAgainAtOnceWhenItsStepSaysZero() throws Exception {
    CountDownLatch turns = new CountDownLatch(1000);
    try (Worker worker =
        scheduler.worker(
            "busy",
            () -> {
              turns.countDown();
              return turns.getCount() == 0 ? -1 : 0;
            })) {
      assertThat(turns.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void everyWakeIsFollowedByAWholeStep() {
    AtomicInteger given = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    try (Worker worker =
        scheduler.worker(
            "woken",
            () -> {
              taken.set(given.get());
              return -1;
            })) {
      for (int i = 1; i <= 1000; i++) {
        given.set(i);
        worker.wake();
        if (i % 100 == 0) {
          int expected = i;
          await().until(() -> taken.get() == expected);
        }
      }
    }
  }

  @Test
  void aWakeDuringAStepMakesItRunOnceMore() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    try (Worker worker =
        scheduler.worker(
            "rewoken",
            () -> {
              if (runs.incrementAndGet() == 1) {
                entered.countDown();
                leave.await();
              }
              return -1;
            })) {
      entered.await();
      worker.wake();
      leave.countDown();
      await().until(() -> runs.get() == 2);
    }
  }

  @Test
  void aSleepingWorkerTurnsByItself() {
    AtomicInteger runs = new AtomicInteger();
    try (Worker worker =
        scheduler.worker(
            "periodic",
            () -> {
              runs.incrementAndGet();
              return 1;
            })) {
      await().until(() -> runs.get() >= 3);
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void aWorkerGoesOnAfterAFailure() {
    AtomicInteger runs = new AtomicInteger();
    try (Worker worker =
        scheduler.worker(
            "failing once",
            () -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("expected by the test");
              }
              return -1;
            })) {
      await().until(() -> runs.get() == 2);
      assertThat(worker).isNotNull();
    }
  }

  @Test
  void closingAWorkerLetsItsStepEnd() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicBoolean left = new AtomicBoolean();
    Worker worker =
        scheduler.worker(
            "closing",
            () -> {
              entered.countDown();
              leave.await();
              left.set(true);
              return -1;
            });
    entered.await();
    CompletableFuture<Boolean> closed =
        CompletableFuture.supplyAsync(
            () -> {
              worker.close();
              return left.get();
            });
    leave.countDown();
    assertThat(closed.get()).as("the step had ended when close returned").isTrue();
  }

  @Test
  void aFullPoolRefusesAndSaysWhich() throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    try (Pool pool = scheduler.pool("sends", 1, 1)) {
      pool.execute(
          () -> {
            entered.countDown();
            awaitUninterruptibly(leave);
          });
      entered.await();
      assertThat(pool.headWaitMillis()).as("nothing waits").isZero();
      pool.execute(() -> {});
      assertThat(pool.queued()).isEqualTo(1);
      assertThat(pool.capacity()).isEqualTo(1);
      Awaitility.await().until(() -> pool.headWaitMillis() > 0);
      assertThatThrownBy(() -> pool.execute(() -> {}))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessage("sends is full: 1 tasks wait");
      leave.countDown();
    }
  }

  @Test
  void closingAPoolRunsWhatIsQueued() {
    AtomicInteger runs = new AtomicInteger();
    Pool pool = scheduler.pool("last", 1, 10);
    for (int i = 0; i < 10; i++) {
      pool.execute(runs::incrementAndGet);
    }
    pool.close();
    assertThat(runs).hasValue(10);
    assertThatThrownBy(() -> pool.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("last is closed");
  }

  @Test
  void aPoolSurvivesATaskThatThrows() throws Exception {
    CountDownLatch ran = new CountDownLatch(1);
    try (Pool pool = scheduler.pool("hardy", 1, 10)) {
      pool.execute(
          () -> {
            throw new IllegalStateException("expected by the test");
          });
      pool.execute(ran::countDown);
      assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closingTheSchedulerEndsItsWorkersAndRefusesNewOnes() {
    AtomicInteger runs = new AtomicInteger();
    Worker worker =
        scheduler.worker(
            "left running",
            () -> {
              runs.incrementAndGet();
              return 1;
            });
    await().until(() -> runs.get() > 0);
    scheduler.close();
    int after = runs.get();
    worker.wake();
    assertThat(runs).hasValue(after);
    assertThatThrownBy(() -> scheduler.worker("late", () -> -1))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("late");
    assertThatThrownBy(() -> scheduler.after("late", 0, () -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void aWrongPeriodIsNamed() {
    assertThatThrownBy(() -> scheduler.every("flush", 0, 0, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("flush: periodMillis is 0, must be at least 1");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
