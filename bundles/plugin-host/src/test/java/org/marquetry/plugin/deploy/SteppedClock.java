/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.marquetry.system.Clock;

/** The machine's time, put forward by hand. */
final class SteppedClock implements Clock {

  private final AtomicLong ahead = new AtomicLong();

  void forward(long millis) {
    ahead.addAndGet(millis);
  }

  @Override
  public long millis() {
    return System.currentTimeMillis() + ahead.get();
  }

  @Override
  public long nanos() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ahead.get());
  }
}
