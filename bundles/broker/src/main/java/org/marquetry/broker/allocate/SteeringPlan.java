/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.Map;

/**
 * What the clients of a group are shown. Immutable.
 *
 * @param spots by client id; {@code null} where all are shown the true list
 * @param obstacle why the true list is shown, {@code null} where it is not
 */
record SteeringPlan(Map<String, Spot> spots, String obstacle) {

  static SteeringPlan of(Map<String, Spot> spots) {
    return new SteeringPlan(Map.copyOf(spots), null);
  }

  static SteeringPlan impossible(String obstacle) {
    return new SteeringPlan(null, obstacle);
  }

  boolean possible() {
    return spots != null;
  }
}
