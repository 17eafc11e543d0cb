/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random appends, flushes, stops, kills and losses of power. Nothing that was said to be on disk
 * may be lost, queues must be whole and offsets without gaps, and a store must always open again.
 */
class PowerLossTest {

  private static final int SEEDS = 40;
  private static final int SEEDS_WITH_SWITCHES = 10;
  private static final int LIVES = 6;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.9, 1})
  void nothingDurableIsLost(double pages) {
    live(pages, false);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.9, 1})
  void nothingDurableIsLostBetweenBackends(double pages) {
    live(pages, true);
  }

  private static void live(double pages, boolean switches) {
    long confirmed = 0;
    int seeds = switches ? SEEDS_WITH_SWITCHES : SEEDS;
    for (long seed = 1; seed <= seeds; seed++) {
      CrashingStore store = new CrashingStore(seed, pages, switches);
      for (int life = 1; life <= LIVES; life++) {
        try {
          store.live();
        } catch (Exception | AssertionError e) {
          throw new AssertionError(
              "seed " + seed + ", life " + life + ", chance of a page " + pages, e);
        }
      }
      confirmed += store.confirmed();
    }
    assertThat(confirmed).as("bytes said to be on disk").isPositive();
  }
}
