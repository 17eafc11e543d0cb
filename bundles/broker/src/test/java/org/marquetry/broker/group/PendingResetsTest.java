/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PendingResetsTest {

  private final PendingResets resets = new PendingResets();

  @Test
  void nothingIsPendingAtFirst() {
    assertThat(resets.pending("G", "T", 0)).isEqualTo(-1);
    assertThat(resets.take("G", "T", 0)).isEqualTo(-1);
  }

  @Test
  void isTakenOnce() {
    resets.set("G", "T", 0, 7);

    assertThat(resets.pending("G", "T", 0)).isEqualTo(7);
    assertThat(resets.pending("G", "T", 1)).isEqualTo(-1);
    assertThat(resets.take("G", "T", 0)).isEqualTo(7);
    assertThat(resets.take("G", "T", 0)).isEqualTo(-1);
  }

  @Test
  void theLastOneCounts() {
    resets.set("G", "T", 0, 7);
    resets.set("G", "T", 0, 3);

    assertThat(resets.take("G", "T", 0)).isEqualTo(3);
    assertThat(resets.pending("G", "T", 0)).isEqualTo(-1);
  }

  @Test
  void goesWithItsGroupOrTopic() {
    resets.set("G", "T", 0, 1);
    resets.set("G", "U", 0, 2);
    resets.set("H", "T", 0, 3);
    resets.removeTopic("T");
    assertThat(resets.pending("G", "U", 0)).isEqualTo(2);
    assertThat(resets.pending("H", "T", 0)).isEqualTo(-1);

    resets.removeGroup("G");
    assertThat(resets.pending("G", "U", 0)).isEqualTo(-1);
  }
}
