/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** A property read as an integer, compared with an integer. */
final class WholeNumberComparison implements Condition {

  private final Property property;
  private final Relation relation;
  private final long number;
  private final int bits;
  private final Truth missing;

  WholeNumberComparison(
      Property property, Relation relation, Operand.WholeNumber number, Truth missing) {
    this.property = property;
    this.relation = relation;
    this.number = number.value();
    this.bits = number.bits();
    this.missing = missing;
  }

  @Override
  public Truth test(MessageView message) {
    if (!property.isPresent(message)) {
      return missing;
    }
    return property.isInteger(bits)
        ? Truth.of(relation.holds(Long.compare(property.integer(), number)))
        : Truth.ERROR;
  }
}
