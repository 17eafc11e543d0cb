/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.syntax;

/**
 * How much an operator behind a value binds, from the least to the most. What binds alike goes from
 * left to right. Signs and NOT before a value bind most of all.
 */
enum Binding {
  /** It is no operator: the expression ends here. */
  NONE,
  OR,
  AND,
  EQUALITY,
  COMPARISON;

  static Binding of(TokenType type) {
    return switch (type) {
      case OR -> OR;
      case AND -> AND;
      case EQUAL, NOT_EQUAL, IS -> EQUALITY;
      case LESS, AT_MOST, GREATER, AT_LEAST, NOT, BETWEEN, IN, CONTAINS, STARTSWITH, ENDSWITH ->
          COMPARISON;
      default -> NONE;
    };
  }
}
