/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** A property read as a decimal number, compared with a decimal number. */
final class DecimalComparison implements Condition {

  private final Property property;
  private final Relation relation;
  private final double number;
  private final Truth missing;

  DecimalComparison(Property property, Relation relation, double number, Truth missing) {
    this.property = property;
    this.relation = relation;
    this.number = number;
    this.missing = missing;
  }

  @Override
  public Truth test(MessageView message) {
    if (!property.isPresent(message)) {
      return missing;
    }
    return property.isDecimal()
        ? Truth.of(relation.holds(Double.compare(property.decimal(), number)))
        : Truth.ERROR;
  }
}
