/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.List;
import org.marquetry.allocate.QueueId;

/**
 * What a group is given of a topic now. Immutable.
 *
 * @param assignment {@code null} where there is none and never was
 * @param problem why it is not what the strategy says, {@code null} where it is
 * @param waiting queues that wait for an owner that is gone
 */
record Given(Assignment assignment, String problem, List<QueueId> waiting) {

  Given {
    waiting = List.copyOf(waiting);
  }

  static Given of(Assignment assignment) {
    return new Given(assignment, null, List.of());
  }

  /** Whether two give every member the same. */
  boolean sameShares(Given other) {
    return assignment == null
        ? other.assignment == null
        : other.assignment != null && assignment.shares().equals(other.assignment.shares());
  }
}
