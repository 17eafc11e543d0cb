/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.filter.sql.Sql.verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marquetry.filter.MessageFilter;
import org.marquetry.filter.sql.Sql.Verdict;

/** BETWEEN, IN, searches in texts, IS NULL, and the three-valued logic, of {@code a=5 s=abc}. */
class ConditionTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "a BETWEEN 5 AND 6               | TRUE",
        "a BETWEEN 4 AND 5               | TRUE",
        "a BETWEEN 6 AND 7               | FALSE",
        "a BETWEEN 5 AND 5               | TRUE",
        "a NOT BETWEEN 6 AND 7           | TRUE",
        "a NOT BETWEEN 5 AND 6           | FALSE",
        "a NOT BETWEEN 7 AND 6           | TRUE",
        "a BETWEEN 4.5 AND 1e1           | TRUE",
        "a BETWEEN -1 AND +6             | TRUE",
        "a BETWEEN 6 AND -6              | FALSE",
        "5 BETWEEN a AND a               | TRUE",
        "3 BETWEEN 1 AND 4               | TRUE",
        "missing BETWEEN 1 AND 2         | UNKNOWN",
        "missing NOT BETWEEN 1 AND 2     | UNKNOWN",
        "a BETWEEN missing AND 4         | FALSE",
        "a BETWEEN missing AND 6         | UNKNOWN",
        "s BETWEEN 1 AND 2               | FAILS",
        "a BETWEEN 5 AND 6 AND s = 'abc' | TRUE",
        // IN
        "s IN ('x', 'abc')               | TRUE",
        "s IN ('x', 'ABC')               | FALSE",
        "s NOT IN ('x')                  | TRUE",
        "s NOT IN ('abc')                | FALSE",
        "s IN ('a','b','c','d','abc','e') | TRUE",
        "s IN ('a','b','c','d','e','f')  | FALSE",
        "s IN ('abc', 'abc')             | TRUE",
        "a IN ('5')                      | TRUE",
        "a IN ('05')                     | FALSE",
        "(s) IN ('abc')                  | TRUE",
        "+s IN ('abc')                   | TRUE",
        "missing IN ('x')                | UNKNOWN",
        "missing NOT IN ('x')            | UNKNOWN",
        // searches
        "s CONTAINS 'b'                  | TRUE",
        "s CONTAINS 'abc'                | TRUE",
        "s CONTAINS 'abcd'               | FALSE",
        "s CONTAINS 'B'                  | FALSE",
        "s NOT CONTAINS 'x'              | TRUE",
        "s NOT CONTAINS 'b'              | FALSE",
        "s CONTAINS ''                   | FALSE",
        "s NOT CONTAINS ''               | FALSE",
        "missing CONTAINS 'x'            | FALSE",
        "missing NOT CONTAINS 'x'        | FALSE",
        "'abc' CONTAINS 'b'              | TRUE",
        "'abc' NOT ENDSWITH 'b'          | TRUE",
        "5 CONTAINS '5'                  | FALSE",
        "5 NOT CONTAINS 'x'              | FALSE",
        "(a = 5) CONTAINS 't'            | FALSE",
        "(s = 5) CONTAINS 't'            | FAILS",
        "s STARTSWITH 'ab'               | TRUE",
        "s STARTSWITH 'bc'               | FALSE",
        "s STARTSWITH 'abcd'             | FALSE",
        "s NOT STARTSWITH 'bc'           | TRUE",
        "s ENDSWITH 'bc'                 | TRUE",
        "s ENDSWITH 'ab'                 | FALSE",
        "s ENDSWITH 'xabc'               | FALSE",
        "s NOT ENDSWITH 'ab'             | TRUE",
        "missing NOT STARTSWITH 'x'      | FALSE",
        "missing NOT ENDSWITH 'x'        | FALSE",
        // NULL
        "missing IS NULL                 | TRUE",
        "missing IS NOT NULL             | FALSE",
        "a IS NULL                       | FALSE",
        "a IS NOT NULL                   | TRUE",
        "5 IS NULL                       | FALSE",
        "NULL IS NULL                    | TRUE",
        "(missing = 1) IS NULL           | TRUE",
        "(a = 5) IS NULL                 | FALSE",
        "(s = 5) IS NULL                 | FAILS",
        "(s = 5) IS NOT NULL             | FAILS",
        "NULL                            | UNKNOWN",
        "TRUE                            | TRUE",
        "FALSE                           | FALSE",
        // a property alone
        "a                               | FALSE",
        "NOT a                           | TRUE",
        "missing                         | UNKNOWN",
        "NOT missing                     | UNKNOWN",
        // logic
        "TRUE AND TRUE                   | TRUE",
        "TRUE AND FALSE                  | FALSE",
        "TRUE AND NULL                   | UNKNOWN",
        "NULL AND FALSE                  | FALSE",
        "FALSE AND NULL                  | FALSE",
        "NULL AND NULL                   | UNKNOWN",
        "TRUE OR NULL                    | TRUE",
        "NULL OR TRUE                    | TRUE",
        "NULL OR FALSE                   | UNKNOWN",
        "FALSE OR NULL                   | UNKNOWN",
        "FALSE OR FALSE                  | FALSE",
        "NOT NULL                        | UNKNOWN",
        "NOT TRUE                        | FALSE",
        "NOT NOT TRUE                    | TRUE",
        "NOT NOT NOT TRUE                | FALSE",
        "FALSE AND s = 5                 | FALSE",
        "s = 5 AND FALSE                 | FAILS",
        "NULL AND s = 5                  | FAILS",
        "TRUE OR s = 5                   | TRUE",
        "s = 5 OR TRUE                   | FAILS",
        "NULL OR s = 5                   | FAILS",
        "NOT (s = 5)                     | FAILS",
      })
  void judgesAsRocketMqDoes(String expression, Verdict verdict) throws Exception {
    assertThat(verdict(expression, "a", "5", "s", "abc")).as(expression).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "TRUE OR TRUE AND FALSE         | TRUE",
        "(TRUE OR TRUE) AND FALSE       | FALSE",
        "FALSE AND FALSE OR TRUE        | TRUE",
        "NOT FALSE AND FALSE            | FALSE",
        "NOT (FALSE AND FALSE)          | TRUE",
        "NOT a = 9                      | FALSE",
        "NOT (a = 9)                    | TRUE",
        "a > 3 = TRUE                   | TRUE",
        "TRUE = a > 3                   | TRUE",
        "a = 5 = TRUE                   | TRUE",
        "a IS NULL = FALSE              | TRUE",
        "a = 5 IS NULL                  | FALSE",
        "s CONTAINS 'b' CONTAINS 't'    | FALSE",
      })
  void bindsAsRocketMqDoes(String expression, Verdict verdict) throws Exception {
    assertThat(verdict(expression, "a", "5", "s", "abc")).as(expression).isEqualTo(verdict);
  }

  @Test
  void readsAnotherMessageEachTime() throws Exception {
    MessageFilter filter = Sql.compile("a BETWEEN 1 AND 3 OR a > 9.5 AND b IS NULL");

    assertThat(filter.matches(StoredMessage.with("a", "2", "b", "x"))).isTrue();
    assertThat(filter.matches(StoredMessage.with("a", "10", "b", "x"))).isFalse();
    assertThat(filter.matches(StoredMessage.with("a", "10"))).isTrue();
    assertThat(filter.matches(StoredMessage.with("b", "x"))).isFalse();
    assertThat(filter.matches(StoredMessage.with("a", "x"))).isFalse();
    assertThat(filter.matches(StoredMessage.with("a", "3", "b", "x"))).isTrue();
  }
}
