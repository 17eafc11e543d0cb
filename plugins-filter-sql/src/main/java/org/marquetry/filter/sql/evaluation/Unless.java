/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** The same of every message, unless an operand fails. */
final class Unless implements Condition {

  private final Operand operand;
  private final Truth truth;

  Unless(Operand operand, Truth truth) {
    this.operand = operand;
    this.truth = truth;
  }

  @Override
  public Truth test(MessageView message) {
    return operand.kind(message) == Kind.ERROR ? Truth.ERROR : truth;
  }
}
