/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Runs steps one after the other, of which each may end later and on another thread, without
 * growing the stack where they end at once. Whoever ends a step calls {@link #run}, and goes on
 * with the next one; steps never run at the same time. Thread-safe.
 */
final class StepLoop implements Runnable {

  private final BooleanSupplier step;
  private final AtomicInteger ended = new AtomicInteger();

  /**
   * @param step begins the next step, which ends by a call of {@link #run}; {@code false} where
   *     there is none and nothing was begun
   */
  StepLoop(BooleanSupplier step) {
    this.step = step;
  }

  /** Begins the first step, or the next one after one has ended. */
  @Override
  public void run() {
    if (ended.getAndIncrement() > 0) {
      return;
    }
    do {
      if (!step.getAsBoolean()) {
        return;
      }
    } while (ended.decrementAndGet() > 0);
  }
}
