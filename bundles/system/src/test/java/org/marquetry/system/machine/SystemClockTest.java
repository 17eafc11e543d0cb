/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SystemClockTest {

  private final SystemClock clock = new SystemClock();

  @Test
  void wallClockIsMillisecondsSince1970() {
    long before = System.currentTimeMillis();
    assertThat(clock.millis()).isBetween(before, System.currentTimeMillis());
  }

  @Test
  void monotonicClockNeverRunsBackwards() {
    long first = clock.nanos();
    assertThat(clock.nanos() - first).isNotNegative();
  }
}
