/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.filter.sql.Sql.matches;
import static org.marquetry.filter.sql.Sql.refusal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.filter.FilterExpressionException;

/** What can be written, and where and why the rest is refused. */
class SyntaxTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=5",
        "\t a\n=\r\n5\f",
        "a = 5 -- five\n AND TRUE",
        "a = 5 -- five\r AND TRUE",
        "/* five */ a /***/ = /* * / */ 5",
        "a = 5 --",
        "a = 5 -- not a comment",
        "a = --5",
        "a = 5 and not False Or nUlL",
        "a Between 5 aNd 5",
        "a in('5')",
        "a is not null",
        "_x$9 = 'y'",
        "$ = 'z'",
        "NOTa = 'n'",
        "((((a))) = ((5)))",
        "a = 5L",
        "a = 5l",
        "a = 5.",
        "a = 5.e0",
        "a = 05.0",
        "a = .5e1",
        "a = 50e-1",
        "a = 5 = TRUE",
        "nothing = '' IS NULL",
        "nothing IS NULL < 5",
      })
  void accepts(String expression) throws Exception {
    assertThat(matches(expression, "a", "5", "_x$9", "y", "$", "z", "NOTa", "n")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = 5 b = 6",
        "a = 5)",
        "a = 5 5 #",
        "a = 5L7",
        "a = 5x",
        "a = 5e",
        "a = 5e+",
        "a = 5.5.5 OR 7",
        "a = 5 x 'never closed",
      })
  void passesOverWhatFollowsAWholeExpression(String expression) throws Exception {
    String five = expression.contains("5.5.5") ? "a = 5.5" : "a = 5";
    for (String value : new String[] {"5", "5.5", "6"}) {
      assertThat(matches(expression, "a", value)).isEqualTo(matches(five, "a", value));
    }
  }

  @Test
  void aZeroBeforeDigitsIsTheWholeNumber() throws Exception {
    assertThat(matches("a = 05", "a", "0")).isTrue();
    assertThat(matches("a = 05", "a", "5")).isFalse();
  }

  @Test
  void doubledQuotesStandForOne() throws Exception {
    assertThat(matches("a = 'x''y'''", "a", "x'y'")).isTrue();
    assertThat(matches("a IN ('''', 'b')", "a", "'")).isTrue();
    // What no quote closes ends before its last doubled one.
    assertThat(refusal("a = 'x'' AND b").position()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        // expression | character, from 1 | a part of the reason
        "``                       | 1  | the end of the expression is not expected",
        "`  `                     | 3  | the end of the expression",
        "a =                      | 4  | a property, a number, a text or a parenthesis should",
        "= 5                      | 1  | = is not expected here",
        "a == 5                   | 4  | = is not expected here",
        "a != 5                   | 3  | write <> for unequal",
        "a = \"x\"                | 5  | write texts in single quotes",
        "a = 'x                   | 5  | close it with a single quote",
        "a = 5 #                  | 7  | '#' means nothing here",
        "é = 5                    | 1  | U+00E9 means nothing here",
        "😀 = 5                   | 1  | U+1F600 means nothing here",
        "a.b = 5                  | 2  | names of properties",
        "a = 5 / 2                | 7  | values are compared, not computed",
        "a /* = 5                 | 3  | the comment that begins here has no end",
        "(a = 5                   | 7  | close the parenthesis of character 1",
        "a = 5 AND                | 10 | the end of the expression",
        "a = 5 OR OR b = 6        | 10 | OR is not expected here",
        "a IS 5                   | 6  | write IS NULL or IS NOT NULL",
        "a IS NOT 5               | 10 | write IS NULL or IS NOT NULL",
        "a NOT = 5                | 7  | to negate a whole condition write NOT before it",
        "a = 5 NOT b              | 11 | behind a value NOT is followed by",
        "a IN 'x'                 | 6  | IN takes texts, as in IN ('a', 'b')",
        "a IN ()                  | 7  | IN takes texts",
        "a IN (5)                 | 7  | IN takes texts",
        "a IN ('x' 'y')           | 11 | IN takes texts",
        "a IN ('x',)              | 11 | IN takes texts",
        "5 IN ('x')               | 1  | the left side of IN must be a property",
        "a CONTAINS b             | 12 | CONTAINS takes a text",
        "a STARTSWITH 5           | 14 | STARTSWITH takes a text",
        "a BETWEEN 5              | 12 | write BETWEEN low AND high",
        "a BETWEEN 5 OR 6         | 13 | write BETWEEN low AND high",
        "a BETWEEN 6 AND 5        | 11 | write the lower one first",
        "a BETWEEN 6 AND 5.5      | 11 | write the lower one first",
        "a BETWEEN 'a' AND 'b'    | 11 | a text has no order",
        "a BETWEEN NULL AND 5     | 11 | TRUE, FALSE and NULL have no order",
        "a > 'x'                  | 5  | leave the quotes of a number away",
        "'x' <= a                 | 1  | a text has no order",
        "a > TRUE                 | 5  | TRUE, FALSE and NULL have no order",
        "a > NULL                 | 5  | IS NULL",
        "a > 3 > 2                | 1  | join conditions by AND or OR",
        "a > NOT b                | 5  | a condition has no order",
        "a = NULL                 | 5  | write IS NULL or IS NOT NULL",
        "NULL <> a                | 1  | write IS NULL or IS NOT NULL",
        "TRUE = 5                 | 8  | compare a property",
        "FALSE <> 'x'             | 10 | compare a property",
        "5                        | 1  | is no condition",
        "'x'                      | 1  | is no condition",
        "-a                       | 1  | is no condition",
        "NOT 5                    | 5  | is no condition",
        "a = 5 OR 'x'             | 10 | is no condition",
        "5 AND a                  | 1  | is no condition",
        "a = 9223372036854775808  | 5  | integers go up to 9223372036854775807",
        "a = -9223372036854775808 | 6  | integers go up to 9223372036854775807",
        "a = 1e309                | 5  | write a smaller one",
        "a = 0.0                  | 5  | write 0 without a decimal point",
        "a = 1e-400               | 5  | decimal numbers begin at 4.9E-324",
        "IN = 5                   | 1  | IN is not expected here",
      })
  void refuses(String expression, int character, String reason) {
    FilterExpressionException refusal = refusal(expression);
    assertThat(refusal.position() + 1).as(expression).isEqualTo(character);
    assertThat(refusal).as(expression).hasMessageContaining(reason);
  }
}
