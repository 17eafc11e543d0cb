/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import org.marquetry.system.Clock;

/** A wall clock that is set by hand. */
final class FixedClock implements Clock {

  private volatile long millis;

  FixedClock(long millis) {
    this.millis = millis;
  }

  void set(long value) {
    millis = value;
  }

  @Override
  public long millis() {
    return millis;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
