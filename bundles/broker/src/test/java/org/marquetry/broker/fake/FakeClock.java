/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.marquetry.system.Clock;

/** A clock that stands still until it is moved. */
public final class FakeClock implements Clock {

  private final AtomicLong millis = new AtomicLong(1_795_221_721_000L);
  private final AtomicLong stepped = new AtomicLong();

  public void advance(long byMillis) {
    millis.addAndGet(byMillis);
  }

  /** The wall clock alone is set, forwards or backwards. */
  public void step(long byMillis) {
    stepped.addAndGet(byMillis);
  }

  @Override
  public long millis() {
    return millis.get() + stepped.get();
  }

  @Override
  public long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(millis.get());
  }
}
