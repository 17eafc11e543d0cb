/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppendTimesTest {

  private static final long SECOND = 1_000_000_000L;

  private final AppendTimes times = new AppendTimes(0);

  @Test
  void nothingWasAppended() {
    assertThat(times.summary(1)).isEqualTo(new AppendTimes.Summary(0, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 8, 9, 100, 4711, 1_000_003, 29_456_789_012L})
  void aTimeIsKnownToAnEighth(long nanos) {
    for (int i = 0; i < 2000; i++) {
      times.add(0, nanos);
    }
    times.add(0, nanos * 2 + 8);
    long known = times.summary(nanos).of999();
    assertThat(known).isBetween(nanos, nanos + nanos / 8);
  }

  @Test
  void sharesAreCounted() {
    for (int i = 0; i < 985; i++) {
      times.add(0, 1000);
    }
    for (int i = 0; i < 14; i++) {
      times.add(0, 100_000);
    }
    times.add(0, 5_000_000);
    AppendTimes.Summary summary = times.summary(5_000_000);
    assertThat(summary.of99()).isBetween(100_000L, 112_500L);
    assertThat(summary.of999()).isBetween(100_000L, 112_500L);
    assertThat(summary.longest()).isEqualTo(5_000_000);
  }

  @Test
  void whatIsOldIsForgottenButForTheLongest() {
    times.add(0, SECOND);
    assertThat(times.summary(30 * SECOND).of99()).isEqualTo(SECOND);
    times.add(61 * SECOND, 61 * SECOND + 10);
    assertThat(times.summary(62 * SECOND).of99()).isEqualTo(SECOND);
    assertThat(times.summary(125 * SECOND).of99()).isEqualTo(10);
    assertThat(times.summary(600 * SECOND)).isEqualTo(new AppendTimes.Summary(SECOND, 0, 0));
  }

  @Test
  void aClockThatGoesBackCountsAsNoTime() {
    times.add(100, 50);
    assertThat(times.summary(100)).isEqualTo(new AppendTimes.Summary(0, 0, 0));
  }
}
