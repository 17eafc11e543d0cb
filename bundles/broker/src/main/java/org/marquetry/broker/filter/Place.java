/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

/**
 * What messages are judged for. Calls of one place come one after the other and stay on one side of
 * a canary.
 *
 * @param purpose keeps what is not for a consumer from standing in the way of what is
 */
public record Place(String group, String topic, int queueId, Purpose purpose) {

  /** Why messages are judged. */
  public enum Purpose {
    DELIVERY,
    CHECK,
    LAG(true),
    SHADOW(true),
    DRY_RUN(true);

    private final boolean tolerant;

    Purpose() {
      this(false);
    }

    Purpose(boolean tolerant) {
      this.tolerant = tolerant;
    }
  }

  /** Whether messages that cannot be judged are passed over, since nobody gets any anyway. */
  boolean tolerant() {
    return purpose.tolerant;
  }

  /** Only an expression is looked at. */
  static final Place CHECK = new Place("", "", 0, Purpose.CHECK);

  public static Place delivery(String group, String topic, int queueId) {
    return new Place(group, topic, queueId, Purpose.DELIVERY);
  }
}
