/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.marquetry.filter.sql.Sql.matches;
import static org.marquetry.filter.sql.Sql.refusal;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Expressions of strangers are bounded, and refused by the bound's name. */
class LimitsTest {

  /** Less than any thread of a broker has. */
  private static final long SMALL_STACK = 768 * 1024;

  private static <T> T onASmallStack(Callable<T> task) throws Exception {
    FutureTask<T> result = new FutureTask<>(task);
    Thread thread = new Thread(null, result, "small stack", SMALL_STACK);
    thread.start();
    return result.get();
  }

  private static String nested(String open, int times, String close) {
    return open.repeat(times) + "a = 1" + close.repeat(times);
  }

  @Test
  void nestingWithinTheLimitFitsASmallStack() throws Exception {
    for (String expression :
        new String[] {
          nested("(", 300, ")"),
          nested("NOT (", 298, ")"),
          nested("(", 299, " OR a = 2)"),
          nested("b = 1 OR (", 299, ")"),
          nested("TRUE = (", 299, ")"),
          nested("", 299, " = TRUE"),
          nested("", 299, " IS NOT NULL"),
        }) {
      assertThat(onASmallStack(() -> matches(expression, "a", "1", "b", "2")))
          .as(expression)
          .isTrue();
    }
  }

  @Test
  void nestingBeyondTheLimitIsRefused() throws Exception {
    String reason = "more than 300 ";
    assertThat(refusal(nested("(", 301, ")")))
        .hasMessageContaining(reason + "parentheses within each other")
        .hasMessageContaining("at character 301:");
    assertThat(refusal(nested("", 301, " = TRUE"))).hasMessageContaining(reason + "conditions");
    assertThat(refusal(nested("", 301, " IS NULL"))).hasMessageContaining(reason + "conditions");
    assertThat(refusal("(".repeat(100_000))).hasMessageContaining(reason + "parentheses");
    assertThat(onASmallStack(() -> refusal("NOT(-(".repeat(17_000))))
        .hasMessageContaining(reason + "parentheses");
  }

  @Test
  void signsAndJoinsOneAfterTheOtherAreNoNesting() throws Exception {
    assertThat(onASmallStack(() -> matches("NOT ".repeat(50_000) + "a = 1", "a", "1"))).isFalse();
    assertThat(onASmallStack(() -> matches("NOT ".repeat(50_000) + "(a = 1)", "a", "1"))).isTrue();
    assertThat(onASmallStack(() -> matches("a = " + "-".repeat(100_000) + "1", "a", "1"))).isTrue();
    assertThat(onASmallStack(() -> matches("-".repeat(100_000) + "a IS NULL AND a = 1", "a", "1")))
        .isTrue();
    assertThat(onASmallStack(() -> matches("a = 2" + " OR a = 1".repeat(3_999), "a", "1")))
        .isTrue();
    assertThat(onASmallStack(() -> matches("a = 1" + " AND a = 1".repeat(3_999), "a", "1")))
        .isTrue();
  }

  @Test
  void comparisonsAreBounded() {
    assertThat(refusal("a = 2" + " OR a = 1".repeat(4_000)))
        .hasMessageContaining("more than 4000 comparisons; write IN");
    assertThat(refusal("a" + " OR a".repeat(4_000))).hasMessageContaining("4000 comparisons");
  }

  @Test
  void propertiesAreBounded() {
    assertThatCode(() -> Sql.compile(different(1_000))).doesNotThrowAnyException();
    assertThat(refusal(different(1_001))).hasMessageContaining("more than 1000 properties");
  }

  private static String different(int properties) {
    return IntStream.range(0, properties)
        .mapToObj(i -> "p" + i + " = 1")
        .collect(Collectors.joining(" OR "));
  }

  @Test
  void textsOfInAreBounded() throws Exception {
    assertThat(matches("a IN (" + texts(10_000) + ")", "a", "t9999")).isTrue();
    assertThat(refusal("a IN (" + texts(10_001) + ")")).hasMessageContaining("up to 10000 texts");
  }

  private static String texts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'t" + i + "'")
        .collect(Collectors.joining(", "));
  }

  @Test
  void lengthIsBounded() throws Exception {
    String longest = "a = '" + "x".repeat(256 * 1024 - 6) + "'";
    assertThat(matches(longest, "a", "1")).isFalse();
    assertThat(refusal(longest + " ")).hasMessageContaining("262145 characters, of which 262144");
  }
}
