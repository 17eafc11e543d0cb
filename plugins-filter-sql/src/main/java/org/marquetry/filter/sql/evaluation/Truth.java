/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

/** What a condition says of a message: SQL's three truth values, and that it cannot be judged. */
public enum Truth {
  TRUE,
  FALSE,
  /** A property is missing. */
  UNKNOWN,
  /** A comparison failed, as that of "abc" with a number. Makes the whole expression fail. */
  ERROR;

  static Truth of(boolean holds) {
    return holds ? TRUE : FALSE;
  }

  Truth negated() {
    return switch (this) {
      case TRUE -> FALSE;
      case FALSE -> TRUE;
      case UNKNOWN, ERROR -> this;
    };
  }
}
