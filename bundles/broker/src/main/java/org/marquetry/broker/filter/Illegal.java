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

  static Illegal of(String type, String expression, FilterExpressionException e) {
    String text = String.valueOf(e.getMessage());
    return new Illegal(
        type,
        expression,
        e.position(),
        text.length() > MOST_REASON ? text.substring(0, MOST_REASON) + "…" : text);
  }

  /** For people. */
  public String text() {
    return type + " expression \"" + expression + "\" is illegal, " + reason;
  }
}
