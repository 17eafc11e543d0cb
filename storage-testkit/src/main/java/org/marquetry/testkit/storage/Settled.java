/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.marquetry.store.DurabilityListener;

/** A listener that remembers what it was told. */
final class Settled implements DurabilityListener {

  private final AtomicInteger times = new AtomicInteger();
  private volatile long position;
  private volatile Throwable failure;

  @Override
  public void settled(long settledPosition, Throwable reason) {
    position = settledPosition;
    failure = reason;
    times.incrementAndGet();
  }

  /** Waits until it is told; {@code null} for durable. */
  Throwable await(long asked) {
    Awaitility.await("the listener of position " + asked + " is told")
        .pollDelay(Duration.ZERO)
        .until(() -> times.get() > 0);
    assertThat(position).as("the position told").isEqualTo(asked);
    return failure;
  }

  int times() {
    return times.get();
  }
}
