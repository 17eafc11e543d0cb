/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** Equality where a truth value or NULL stands on one side. */
final class MixedEquality implements Condition {

  private final Operand left;
  private final Operand right;

  MixedEquality(Operand left, Operand right) {
    this.left = left;
    this.right = right;
  }

  @Override
  public Truth test(MessageView message) {
    Kind a = left.kind(message);
    Kind b = right.kind(message);
    if (a == Kind.ERROR || b == Kind.ERROR) {
      return Truth.ERROR;
    }
    if (a == Kind.ABSENT) {
      return b == Kind.ABSENT ? Truth.TRUE : Truth.UNKNOWN;
    }
    return switch (b) {
      case TRUE -> Truth.of(a == Kind.TRUE || a == Kind.TEXT_TRUE);
      case FALSE -> Truth.of(a == Kind.FALSE || a == Kind.TEXT_OTHER);
      // Only a text on the left can be read as a truth value.
      case TEXT_TRUE, TEXT_OTHER -> Truth.ERROR;
      default -> Truth.FALSE;
    };
  }
}
