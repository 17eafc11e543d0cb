/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.filter.FilterProvider;
import org.marquetry.filter.MessageFilter;
import org.marquetry.filter.sql.syntax.Parser;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The filter language "SQL92" of RocketMQ's clients. Thread-safe. */
@Component(service = FilterProvider.class, property = FilterProvider.TYPE + "=SQL92")
public final class SqlFilterProvider implements FilterProvider {

  /** Something of everything. */
  private static final String SAMPLE =
      """
      a = 'x' AND (a > 1 OR a < 1.5 OR NOT (a <= -2147483648) IS NULL) AND a BETWEEN 1 AND 2
      AND a IN ('x', 'y') AND a CONTAINS 'x' AND a STARTSWITH 'x' AND a ENDSWITH 'x'
      AND a = b AND a > b AND (a = b) = TRUE AND -a > 1 AND b > -(a = b) AND b""";

  /**
   * Loads the classes of expressions now: after a swap every subscription is compiled again at
   * once, and none of them should be charged with it.
   */
  @Activate
  public SqlFilterProvider() {
    try {
      Parser.compile(SAMPLE);
    } catch (FilterExpressionException e) {
      throw new IllegalStateException("the sample is refused", e);
    }
  }

  @Override
  public MessageFilter compile(FilterContext context) throws FilterExpressionException {
    return Parser.compile(context.expression());
  }
}
