/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import java.util.List;
import org.marquetry.message.MessageView;

/** OR of two or more: stops at the first that is true or fails. */
final class Any implements Condition {

  private final Condition[] conditions;

  Any(List<Condition> conditions) {
    this.conditions = conditions.toArray(new Condition[0]);
  }

  @Override
  public Truth test(MessageView message) {
    Truth result = Truth.FALSE;
    for (Condition condition : conditions) {
      Truth truth = condition.test(message);
      if (truth == Truth.TRUE || truth == Truth.ERROR) {
        return truth;
      }
      if (truth == Truth.UNKNOWN) {
        result = Truth.UNKNOWN;
      }
    }
    return result;
  }
}
