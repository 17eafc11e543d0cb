/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

/**
 * One queue that a pop takes messages from.
 *
 * @param flag of receipts: from the topic itself or from its retry topic
 */
record PopSource(PopKey key, String flag) {

  boolean retry() {
    return !flag.equals(Receipt.NORMAL);
  }
}
