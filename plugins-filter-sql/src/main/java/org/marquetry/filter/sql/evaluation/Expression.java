/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import java.util.Collection;
import org.marquetry.filter.MessageFilter;
import org.marquetry.message.MessageView;

/** A whole expression, ready to judge messages one after the other. Not thread-safe. */
final class Expression implements MessageFilter {

  private final Condition condition;
  private final Property[] properties;

  Expression(Condition condition, Collection<Property> properties) {
    this.condition = condition;
    this.properties = properties.toArray(new Property[0]);
  }

  /** Only what is true matches: what is unknown or fails does not. */
  @Override
  public boolean matches(MessageView message) {
    for (Property property : properties) {
      property.forget();
    }
    return condition.test(message) == Truth.TRUE;
  }
}
