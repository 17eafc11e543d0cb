/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** A look at a property's text. */
final class TextComparison implements Condition {

  private final Property property;
  private final TextMatch match;
  private final boolean negated;
  private final Truth missing;

  TextComparison(Property property, TextMatch match, boolean negated, Truth missing) {
    this.property = property;
    this.match = match;
    this.negated = negated;
    this.missing = missing;
  }

  @Override
  public Truth test(MessageView message) {
    return property.isPresent(message)
        ? Truth.of(match.matches(property.text()) != negated)
        : missing;
  }
}
