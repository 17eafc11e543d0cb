/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

/** What a producer says about its transaction. */
enum Decision {
  UNKNOWN(0),
  COMMIT(8),
  ROLLBACK(12);

  private final int code;

  Decision(int code) {
    this.code = code;
  }

  /**
   * @param code as on the wire
   * @return {@code null} where it means nothing
   */
  static Decision of(int code) {
    for (Decision decision : values()) {
      if (decision.code == code) {
        return decision;
      }
    }
    return null;
  }
}
