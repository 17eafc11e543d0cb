/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import java.time.Duration;

/**
 * What a plugin may use for one call before the broker gives it up.
 *
 * @param time wall-clock time
 * @param allocatedBytes on the heap
 */
public record Budget(Duration time, long allocatedBytes) {

  /** What a broker grants unless its operator says otherwise. */
  public static final Budget DEFAULT = new Budget(Duration.ofMillis(200), 64L << 20);

  void check(String what, CallCost cost) {
    if (cost.allocatedBytes() > allocatedBytes) {
      throw new AssertionError(
          what + " allocated " + cost.allocatedBytes() + " bytes, the budget is " + allocatedBytes);
    }
    if (cost.time().compareTo(time) > 0) {
      throw new AssertionError(what + " took " + cost.time() + ", the budget is " + time);
    }
  }
}
