/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.marquetry.filter.FilterExpressionException;

class IllegalTest {

  @Test
  void saysWhatIsWrongWithWhichExpression() {
    Illegal illegal =
        Illegal.of("SQL92", "a >", new FilterExpressionException(3, "a value is missing"));

    assertThat(illegal.text())
        .isEqualTo("SQL92 expression \"a >\" is illegal, at character 4: a value is missing");
  }

  @Test
  void showsTheBeginningOfWhatIsLong() {
    Illegal illegal =
        Illegal.of(
            "SQL92",
            "(".repeat(100_000),
            new FilterExpressionException(-1, "no " + "x".repeat(100_000)));

    assertThat(illegal.text())
        .startsWith("SQL92 expression \"(((")
        .contains("(…\" is illegal, no xxx")
        .hasSizeLessThan(1_500);
  }
}
