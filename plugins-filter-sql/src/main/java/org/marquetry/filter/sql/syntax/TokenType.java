/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.syntax;

/** Kinds of tokens. */
enum TokenType {
  END("the end of the expression"),
  PROPERTY("a property"),
  TEXT("a text"),
  WHOLE_NUMBER("a number"),
  DECIMAL_NUMBER("a number"),
  AND("AND"),
  OR("OR"),
  NOT("NOT"),
  BETWEEN("BETWEEN"),
  IN("IN"),
  IS("IS"),
  NULL("NULL"),
  TRUE("TRUE"),
  FALSE("FALSE"),
  CONTAINS("CONTAINS"),
  STARTSWITH("STARTSWITH"),
  ENDSWITH("ENDSWITH"),
  EQUAL("="),
  NOT_EQUAL("<>"),
  LESS("<"),
  AT_MOST("<="),
  GREATER(">"),
  AT_LEAST(">="),
  OPEN("("),
  CLOSE(")"),
  COMMA(","),
  PLUS("+"),
  MINUS("-");

  private final String name;

  TokenType(String name) {
    this.name = name;
  }

  /** The word's type, or {@link #PROPERTY}. Keywords are known in letters of either case. */
  static TokenType ofWord(String word) {
    for (TokenType type : values()) {
      if (type.compareTo(AND) >= 0
          && type.compareTo(ENDSWITH) <= 0
          && type.name.equalsIgnoreCase(word)) {
        return type;
      }
    }
    return PROPERTY;
  }

  /** For messages. */
  @Override
  public String toString() {
    return name;
  }
}
