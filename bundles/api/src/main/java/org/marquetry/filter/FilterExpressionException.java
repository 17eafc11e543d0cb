/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter;

/**
 * An expression that a filter cannot compile. The consumer that subscribed with it, or the operator
 * who bound it, is told the message; it does not count as a failure of the plugin.
 */
public final class FilterExpressionException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Index of the first character at fault, from 0; negative where there is none. */
  private final int position;

  /**
   * An exception that names the place.
   *
   * @param position index of the first character at fault, from 0; negative where there is none
   * @param reason what is wrong and what would be right, for the author of the expression
   */
  public FilterExpressionException(int position, String reason) {
    super(position < 0 ? reason : "at character " + (position + 1) + ": " + reason);
    this.position = position;
  }

  /** {@return the index of the first character at fault, from 0; negative where there is none} */
  public int position() {
    return position;
  }
}
