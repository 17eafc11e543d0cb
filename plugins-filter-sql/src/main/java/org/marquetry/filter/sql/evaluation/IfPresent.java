/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** A condition that is asked only where a property is there. */
final class IfPresent implements Condition {

  private final Property property;
  private final Condition condition;

  IfPresent(Property property, Condition condition) {
    this.property = property;
    this.condition = condition;
  }

  @Override
  public Truth test(MessageView message) {
    return property.isPresent(message) ? condition.test(message) : Truth.UNKNOWN;
  }
}
