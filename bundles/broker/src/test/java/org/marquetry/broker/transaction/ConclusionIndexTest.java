/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConclusionIndexTest {

  @Test
  void needsNoNoteOnceEverythingNamedIsBehind() {
    ConclusionIndex index = new ConclusionIndex(10);
    assertThat(index.needed(0)).isEqualTo(10);
    index.add(10, List.of(3L, 1L));
    assertThat(index.needed(3)).isEqualTo(10);
    assertThat(index.needed(4)).isEqualTo(11);
  }

  @Test
  void needsNoteThatNamesALaterHalfMessage() {
    ConclusionIndex index = new ConclusionIndex(0);
    for (long note = 0; note < 1000; note++) {
      index.add(note, List.of(note));
    }
    for (long undecided = 0; undecided <= 1000; undecided++) {
      assertThat(index.needed(undecided)).isLessThanOrEqualTo(undecided);
    }
    assertThat(index.needed(1000)).isEqualTo(1000);
  }

  @Test
  void forgetsMostOfManyNotesInTime() {
    ConclusionIndex index = new ConclusionIndex(0);
    for (long note = 0; note < 1000; note++) {
      index.add(note, List.of(note));
    }
    assertThat(index.needed(900)).isGreaterThan(500);
  }
}
