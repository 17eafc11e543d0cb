/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** NOT. */
record Not(Condition condition) implements Condition {

  @Override
  public Truth test(MessageView message) {
    return condition.test(message).negated();
  }
}
