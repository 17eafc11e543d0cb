/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** Whether a property is there. */
final class Presence implements Condition {

  private final Property property;
  private final Truth present;
  private final Truth missing;

  private Presence(Property property, Truth present, Truth missing) {
    this.property = property;
    this.present = present;
    this.missing = missing;
  }

  static Condition isNull(Property property) {
    return new Presence(property, Truth.FALSE, Truth.TRUE);
  }

  /** A property where a condition should be: a text, and never true. */
  static Condition asCondition(Property property) {
    return new Presence(property, Truth.FALSE, Truth.UNKNOWN);
  }

  @Override
  public Truth test(MessageView message) {
    return property.isPresent(message) ? present : missing;
  }
}
