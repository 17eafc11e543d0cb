/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.util.concurrent.TimeUnit;
import org.marquetry.system.Clock;

/**
 * Milliseconds since 1970, as the wall clock said when this was made, that go on evenly: a step of
 * the wall clock gives no message back before its time, and none later. Thread-safe.
 */
final class SteadyMillis {

  private final Clock clock;
  private final long startMillis;
  private final long startNanos;

  SteadyMillis(Clock clock) {
    this.clock = clock;
    startMillis = clock.millis();
    startNanos = clock.nanos();
  }

  long now() {
    return startMillis + TimeUnit.NANOSECONDS.toMillis(clock.nanos() - startNanos);
  }
}
