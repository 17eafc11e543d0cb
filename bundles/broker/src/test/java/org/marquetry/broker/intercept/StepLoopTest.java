/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class StepLoopTest {

  private static final int STEPS = 100_000;

  @Test
  void stepsThatEndAtOnceDoNotGrowTheStack() {
    AtomicInteger steps = new AtomicInteger();
    AtomicReference<StepLoop> loop = new AtomicReference<>();
    loop.set(
        new StepLoop(
            () -> {
              if (steps.get() == STEPS) {
                return false;
              }
              steps.incrementAndGet();
              loop.get().run();
              return true;
            }));
    loop.get().run();
    assertThat(steps).hasValue(STEPS);
  }

  @Test
  void stepsThatEndElsewhereNeverOverlap() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    int[] unguarded = new int[1];
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    AtomicReference<StepLoop> loop = new AtomicReference<>();
    loop.set(
        new StepLoop(
            () -> {
              if (inside.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
              }
              boolean more = ++unguarded[0] < STEPS / 10;
              inside.decrementAndGet();
              if (more) {
                threads.execute(loop.get());
              } else {
                over.countDown();
              }
              return more;
            }));
    loop.get().run();
    assertThat(over.await(20, TimeUnit.SECONDS)).as("all steps were taken").isTrue();
    threads.shutdown();
    assertThat(overlaps).hasValue(0);
    assertThat(unguarded[0]).isEqualTo(STEPS / 10);
  }
}
