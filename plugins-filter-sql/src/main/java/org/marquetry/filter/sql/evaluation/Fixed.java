/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import org.marquetry.message.MessageView;

/** The same of every message. */
record Fixed(Truth truth) implements Condition {

  @Override
  public Truth test(MessageView message) {
    return truth;
  }
}
