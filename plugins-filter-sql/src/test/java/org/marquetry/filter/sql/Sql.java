/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.MessageFilter;

/** What tests of expressions begin with. */
final class Sql {

  private Sql() {}

  private record Subscription(String expression) implements FilterContext {
    @Override
    public String group() {
      return "G";
    }

    @Override
    public String topic() {
      return "T";
    }
  }

  static MessageFilter compile(String expression) throws FilterExpressionException {
    return new SqlFilterProvider().compile(new Subscription(expression));
  }

  /** Whether an expression is true of a message with these properties: names and values in turn. */
  static boolean matches(String expression, String... properties) throws Exception {
    return compile(expression).matches(StoredMessage.with(properties));
  }

  /** What happens to an expression and its negation. */
  enum Verdict {
    TRUE,
    FALSE,
    /** Neither it nor its negation matches; an OR with what is true does. */
    UNKNOWN,
    /** Not even an OR with what is true matches. */
    FAILS
  }

  static Verdict verdict(String expression, String... properties) throws Exception {
    if (matches("(" + expression + ")", properties)) {
      return Verdict.TRUE;
    }
    if (matches("NOT (" + expression + ")", properties)) {
      return Verdict.FALSE;
    }
    return matches("(" + expression + ") OR TRUE", properties) ? Verdict.UNKNOWN : Verdict.FAILS;
  }

  static FilterExpressionException refusal(String expression) {
    FilterExpressionException refusal =
        catchThrowableOfType(FilterExpressionException.class, () -> compile(expression));
    assertThat(refusal).as("refusal of «%s»", expression).isNotNull();
    return refusal;
  }
}
