/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** Two properties, both read as decimal numbers, one above or below the other. */
final class PropertyOrder implements Condition {

  private final Property left;
  private final Relation relation;
  private final Property right;

  PropertyOrder(Property left, Relation relation, Property right) {
    this.left = left;
    this.relation = relation;
    this.right = right;
  }

  @Override
  public Truth test(MessageView message) {
    if (!left.isPresent(message) || !right.isPresent(message)) {
      return Truth.UNKNOWN;
    }
    return left.isDecimal() && right.isDecimal()
        ? Truth.of(relation.holds(Double.compare(left.decimal(), right.decimal())))
        : Truth.ERROR;
  }
}
