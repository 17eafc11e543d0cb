/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.Test;

class LinesTest {

  private final Lines lines = new Lines();

  private void came(int line, int... numbers) {
    for (int number : numbers) {
      Message message = new Message();
      Lines.mark(message, line, number);
      lines.came(message);
    }
  }

  @Test
  void aLineGoesOnWithTheNextNumber() {
    came(1, 0, 1, 2);
    came(2, 0, 1);
    assertThat(lines.wrong()).isEmpty();
  }

  @Test
  void aLineMayGoBackToWhatItHad() {
    came(1, 0, 1, 2, 1, 2, 3);
    assertThat(lines.wrong()).isEmpty();
  }

  @Test
  void whatWasNeverStoredIsPassedOver() {
    came(1, 0, 2, 3);
    assertThat(lines.wrong()).isEmpty();
  }

  @Test
  void whatWasOvertakenIsTold() {
    came(1, 0, 2, 1, 2);
    assertThat(lines.wrong()).singleElement().asString().contains("line 1 went on without 1");
  }

  @Test
  void aLineThatDoesNotBeginAtItsBeginningIsTold() {
    came(1, 1, 0, 1);
    assertThat(lines.wrong()).singleElement().asString().contains("line 1 went on without 0");
  }

  @Test
  void aLineThatGoesOnFurtherThanItWentBackIsTold() {
    came(1, 0, 1, 2, 0, 2);
    assertThat(lines.wrong()).singleElement().asString().contains("without 1");
  }
}
