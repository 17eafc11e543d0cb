/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import java.util.List;
import org.marquetry.message.MessageView;

/** AND of two or more: stops at the first that is false or fails. */
final class All implements Condition {

  private final Condition[] conditions;

  All(List<Condition> conditions) {
    this.conditions = conditions.toArray(new Condition[0]);
  }

  @Override
  public Truth test(MessageView message) {
    Truth result = Truth.TRUE;
    for (Condition condition : conditions) {
      Truth truth = condition.test(message);
      if (truth == Truth.FALSE || truth == Truth.ERROR) {
        return truth;
      }
      if (truth == Truth.UNKNOWN) {
        result = Truth.UNKNOWN;
      }
    }
    return result;
  }
}
