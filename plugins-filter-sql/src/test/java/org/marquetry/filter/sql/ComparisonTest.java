/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.filter.sql.Sql.verdict;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marquetry.filter.sql.Sql.Verdict;

/** Comparisons of a property {@code a} with a value, {@code b} and {@code t}; "missing" is. */
class ComparisonTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // texts
        "a = 'x'            | x     | TRUE",
        "a = 'X'            | x     | FALSE",
        "a <> 'y'           | x     | TRUE",
        "'x' = a            | x     | TRUE",
        "a = 'it''s'        | it's  | TRUE",
        "a = ''''           | '     | TRUE",
        "a = 'é日本😀'       | é日本😀 | TRUE",
        "missing = 'x'      | x     | UNKNOWN",
        "missing <> 'x'     | x     | UNKNOWN",
        "'x' = missing      | x     | FALSE",
        "'x' <> missing     | x     | TRUE",
        "'x' = 'x'          | x     | TRUE",
        "'x' = 'y'          | x     | FALSE",
        // integers of 32 bits
        "a = 5              | 5     | TRUE",
        "a = 5              | 05    | TRUE",
        "a = 5              | +5    | TRUE",
        "a = 5L             | 5     | TRUE",
        "a <> 5             | 6     | TRUE",
        "5 = a              | 5     | TRUE",
        "a > 5              | 6     | TRUE",
        "a > 5              | 5     | FALSE",
        "a >= 5             | 5     | TRUE",
        "a < 5              | 4     | TRUE",
        "a < 5              | 5     | FALSE",
        "a <= 5             | 5     | TRUE",
        "5 < a              | 6     | TRUE",
        "5 <= a             | 5     | TRUE",
        "5 > a              | 6     | FALSE",
        "5 >= a             | 6     | FALSE",
        "a > -5             | -4    | TRUE",
        "a = +5             | 5     | TRUE",
        "a = - -5           | 5     | TRUE",
        "a = 5              | x     | FAILS",
        "a <> 5             | x     | FAILS",
        "a = 5              | 5.0   | FAILS",
        "a > 5              | 3000000000  | FAILS",
        "a > 2147483647     | 2147483647  | FALSE",
        "a = -2147483647    | -2147483647 | TRUE",
        "missing > 5        | 6     | UNKNOWN",
        "5 > missing        | 6     | UNKNOWN",
        "5 = missing        | 6     | FALSE",
        "missing = 5        | 6     | UNKNOWN",
        // integers of 64 bits
        "a > 2147483648           | 3000000000           | TRUE",
        "a > 2147483648           | 9223372036854775808  | FAILS",
        "a = 9223372036854775807  | 9223372036854775807  | TRUE",
        "a = -2147483648          | -2147483648          | TRUE",
        "a > -2147483648          | 3000000000           | TRUE",
        // decimal numbers
        "a = 5.0            | 5     | TRUE",
        "a = 5.             | 5.00  | TRUE",
        "a = .5             | 0.5   | TRUE",
        "a = 1e3            | 1000  | TRUE",
        "a = 1.5E-3         | .0015 | TRUE",
        "a > 1.5            | 1.6   | TRUE",
        "1.5 < a            | 1.6   | TRUE",
        "a > 1.5            | x     | FAILS",
        "a > 1e300          | NaN   | TRUE",
        "a > 1e300          | Infinity | TRUE",
        "a < -1e300         | -Infinity | TRUE",
        "a = 0.1            | 0.1   | TRUE",
        "missing > 1.5      | 2     | UNKNOWN",
        "1.5 = missing      | 2     | FALSE",
        // numbers with each other
        "5 = 5.0            | x     | TRUE",
        "5 > 4.5            | x     | TRUE",
        "2147483648 > 5     | x     | TRUE",
        "5 <> 6             | x     | TRUE",
        "'5' = 5            | x     | TRUE",
        "5 = '5.0'          | x     | FAILS",
        "5.0 = '5'          | x     | TRUE",
        "2147483648 = '1'   | x     | FALSE",
        "1 = '2147483648'   | x     | FAILS",
        // truth values
        "a = TRUE           | tRuE  | TRUE",
        "a = TRUE           | yes   | FALSE",
        "a = FALSE          | yes   | TRUE",
        "a <> TRUE          | true  | FALSE",
        "TRUE = a           | true  | FAILS",
        "TRUE = missing     | x     | FALSE",
        "missing = TRUE     | x     | UNKNOWN",
        "TRUE = TRUE        | x     | TRUE",
        "TRUE = FALSE       | x     | FALSE",
        "5 = TRUE           | x     | FALSE",
        "TRUE = -5          | x     | FALSE",
        "'true' = TRUE      | x     | TRUE",
        "(a = 'x') = TRUE   | x     | TRUE",
        "a = (a = 'true')   | true  | TRUE",
        "(a = 'x') = a      | x     | FAILS",
        "(a = 5) = TRUE     | x     | FAILS",
        "(missing = 1) = TRUE | x   | UNKNOWN",
        "TRUE = (missing = 1) | x   | FALSE",
        "(a = 'x') = 5      | x     | FALSE",
      })
  void judgesAsRocketMqDoes(String expression, String value, Verdict verdict) throws Exception {
    assertThat(verdict(expression, "a", value)).as(expression).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "a = b,       x,   x,    TRUE",
    "a = b,       5,   05,   FALSE",
    "a <> b,      x,   y,    TRUE",
    "a < b,       9,   10,   TRUE",
    "a > b,       9,   10,   FALSE",
    "a <= b,      10,  1e1,  TRUE",
    "a < b,       -0.0, 0,   TRUE",
    "a < b,       9,   x,    FAILS",
    "a < b,       x,   9,    FAILS",
    "a = missing, x,   x,    FALSE",
    "a <> missing, x,  x,    TRUE",
    "missing = a, x,   x,    UNKNOWN",
    "q = w,       x,   x,    TRUE",
    "a < missing, x,   x,    UNKNOWN",
    "missing < a, x,   x,    UNKNOWN",
    "a BETWEEN b AND b, 5, 5, TRUE",
  })
  void comparesProperties(String expression, String a, String b, Verdict verdict) throws Exception {
    assertThat(verdict(expression, "a", a, "b", b)).as(expression).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "-a < 5,             UNKNOWN",
    "5 > -a,             UNKNOWN",
    "-a = -missing,      TRUE",
    "-a = a,             UNKNOWN",
    "a = -a,             FALSE",
    "-a IS NULL,         TRUE",
    "-TRUE > 3,          UNKNOWN",
    "-'x' > 3,           UNKNOWN",
    "-(a = 5) > 3,       FAILS",
    "3 > -(a = 5),       FAILS",
    "a > -(a = 5),       FAILS",
    "missing > -(a = 5), UNKNOWN",
    "-(a = 5) IS NULL,   FAILS",
    "- -(a = 5) IS NULL, FAILS",
    "-a BETWEEN 1 AND 2, UNKNOWN",
  })
  void aMinusBeforeWhatIsNoNumberMakesItNull(String expression, Verdict verdict) throws Exception {
    assertThat(verdict(expression, "a", "x")).as(expression).isEqualTo(verdict);
  }
}
