/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import org.marquetry.filter.FilterExpressionException;

/**
 * An expression that a filter cannot compile.
 *
 * @param type the filter's name
 * @param position index of the first character at fault, from 0; negative where there is none
 * @param reason as the filter says it, with the position
 */
public record Illegal(String type, String expression, int position, String reason) {

  private static final int MOST_REASON = 1_000;

  /** What is shown of an expression, which may be as long as a request. */
  private static final int MOST_EXPRESSION = 200;

  static Illegal of(String type, String expression, FilterExpressionException e) {
    return new Illegal(
        type, expression, e.position(), shortened(String.valueOf(e.getMessage()), MOST_REASON));
  }

  /** For people. */
  public String text() {
    return type
        + " expression \""
        + shortened(expression, MOST_EXPRESSION)
        + "\" is illegal, "
        + reason;
  }

  private static String shortened(String text, int most) {
    return text.length() > most ? text.substring(0, most) + "…" : text;
  }
}
