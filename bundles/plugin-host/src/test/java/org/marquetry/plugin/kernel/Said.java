/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.plugin.Gap;
import org.marquetry.plugin.PluginOutcome;

/** Remembers what it is told. */
final class Said<R> implements PluginOutcome<R> {

  private final AtomicInteger told = new AtomicInteger();
  private volatile R result;
  private volatile Gap gap;

  @Override
  public void result(R given) {
    result = given;
    told.incrementAndGet();
  }

  @Override
  public void gap(Gap given) {
    gap = given;
    told.incrementAndGet();
  }

  boolean isTold() {
    return told.get() > 0;
  }

  /** Looks often: tests make many calls that are told within microseconds. */
  void awaitTold() {
    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(this::isTold);
  }

  R resultNow() {
    return result;
  }

  R result() {
    awaitTold();
    assertThat(gap).isNull();
    assertThat(told).hasValue(1);
    return result;
  }

  Gap gap() {
    awaitTold();
    assertThat(gap).as("told a gap and not the result %s", result).isNotNull();
    assertThat(told).hasValue(1);
    return gap;
  }
}
