/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

/** How one text is looked for in another. */
public enum TextRelation {
  CONTAINS,
  STARTSWITH,
  ENDSWITH;

  /** Whether it holds of two texts that are written out. */
  private boolean holds(String text, String wanted) {
    return switch (this) {
      case CONTAINS -> text.contains(wanted);
      case STARTSWITH -> text.startsWith(wanted);
      case ENDSWITH -> text.endsWith(wanted);
    };
  }

  private TextMatch match(String wanted) {
    return switch (this) {
      case CONTAINS -> TextMatches.containing(wanted);
      case STARTSWITH -> TextMatches.beginning(wanted);
      case ENDSWITH -> TextMatches.ending(wanted);
    };
  }

  /** A look at an operand for a text; false of what is no text, negated or not. */
  Condition condition(Operand operand, String wanted, boolean negated) {
    if (wanted.isEmpty()) {
      return new Fixed(Truth.FALSE);
    }
    if (operand instanceof Operand.OfProperty of) {
      return new TextComparison(of.property(), match(wanted), negated, Truth.FALSE);
    }
    if (operand instanceof Operand.Text text) {
      return new Fixed(Truth.of(holds(text.value(), wanted) != negated));
    }
    return new Unless(operand, Truth.FALSE);
  }
}
