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

  private static final int ATTEMPTS = 3;

  /**
   * Fails where a call needs more. A machine that was busy with something else is no fault of the
   * plugin: a call that overran is made again, and has to overrun each time.
   */
  void check(String what, CallCost.Call call) throws Exception {
    CallCost cost = CallCost.of(call);
    for (int again = 1; again < ATTEMPTS && !holds(cost); again++) {
      cost = CallCost.of(call);
    }
    if (cost.allocatedBytes() > allocatedBytes) {
      throw new AssertionError(
          what
              + " allocated "
              + cost.allocatedBytes()
              + " bytes, the budget of a call is "
              + allocatedBytes
              + ": a broker gives such a call up");
    }
    if (cost.time().compareTo(time) > 0) {
      throw new AssertionError(
          what
              + " took "
              + cost.time().toMillis()
              + " ms, the budget of a call is "
              + time.toMillis()
              + " ms: a broker gives such a call up");
    }
  }

  private boolean holds(CallCost cost) {
    return cost.allocatedBytes() <= allocatedBytes && cost.time().compareTo(time) <= 0;
  }
}
