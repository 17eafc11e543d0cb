/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

/** What a value is, as far as a comparison with a truth value needs to know. */
public enum Kind {
  ABSENT,
  TRUE,
  FALSE,
  NUMBER,
  /** The word "true", in letters of either case. */
  TEXT_TRUE,
  TEXT_OTHER,
  /** It cannot be had: a condition in it failed. */
  ERROR;

  static Kind of(Truth truth) {
    return switch (truth) {
      case TRUE -> TRUE;
      case FALSE -> FALSE;
      case UNKNOWN -> ABSENT;
      case ERROR -> ERROR;
    };
  }

  static Kind ofText(boolean readsTrue) {
    return readsTrue ? TEXT_TRUE : TEXT_OTHER;
  }
}
