/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {

  private static final long SECOND = 1_000_000_000L;

  private final Samples samples = new Samples(0, 60 * SECOND);

  private void at(int second, long sum) {
    samples.add(second * SECOND, sum, sum / 10);
  }

  @Test
  void aGrowingSumIsSeenOverTheWindow() {
    for (int second = 10; second <= 200; second += 10) {
      at(second, second * 20L);
    }
    assertThat(samples.window()).isEqualTo(new Meter.Window(1200, 20, 10));
    assertThat(samples.count()).isEqualTo(7);
  }

  @Test
  void beforeTheWindowIsFullItsBeginningIsTheSumsBeginning() {
    at(10, 100);
    at(20, 100);
    assertThat(samples.window()).isEqualTo(new Meter.Window(100, 5, 10));
  }

  @Test
  void aRestingSumCostsTwoSamples() {
    at(10, 100);
    for (int second = 20; second <= 1000; second += 10) {
      at(second, 100);
    }
    assertThat(samples.count()).isEqualTo(2);
    assertThat(samples.window()).isEqualTo(new Meter.Window(0, 0, 0));
  }

  @Test
  void whatFollowsARestIsSpreadOverTheWindow() {
    for (int second = 10; second <= 1000; second += 10) {
      at(second, 100);
    }
    at(1010, 160);
    assertThat(samples.window()).isEqualTo(new Meter.Window(60, 1, 10));
    at(1020, 160);
    at(1060, 160);
    assertThat(samples.window().sum()).isEqualTo(60);
    at(1070, 160);
    assertThat(samples.window().sum()).isZero();
  }

  @Test
  void samplesThatComeLateWidenTheWindow() {
    at(10, 100);
    at(200, 200);
    assertThat(samples.window()).isEqualTo(new Meter.Window(100, 100 / 190.0, 10));
  }
}
