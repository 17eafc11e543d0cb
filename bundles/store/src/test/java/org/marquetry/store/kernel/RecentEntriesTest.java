/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentEntriesTest {

  private final RecentEntries recent = new RecentEntries(1600);

  @Test
  void nothingIsKnownOfAQueueThatNobodyAppendedTo() {
    assertThat(recent.notBefore(0)).isEqualTo(-1);
  }

  @Test
  void whatIsToldIsNeverBehindTheRecordAndLessThanAStepBeforeIt() {
    for (int i = 0; i < 100; i++) {
      recent.appended(50 + i, 10_000 + 30L * i);
      for (int entry = Math.max(50, 50 + i - 50); entry <= 50 + i; entry++) {
        long position = 10_000 + 30L * (entry - 50);
        assertThat(recent.notBefore(entry)).isBetween(position - 119, position);
      }
    }
    assertThat(recent.notBefore(49)).isEqualTo(-1);
    assertThat(recent.notBefore(50)).as("farther behind than asked for").isEqualTo(-1);
  }

  @Test
  void entriesFarApartAreAllKnown() {
    for (int i = 0; i < 40; i++) {
      recent.appended(i, 1_000_000L * i);
    }
    assertThat(recent.notBefore(39)).isEqualTo(39_000_000L);
    assertThat(recent.notBefore(23)).isEqualTo(23_000_000L);
    assertThat(recent.notBefore(22)).isEqualTo(-1);
  }
}
