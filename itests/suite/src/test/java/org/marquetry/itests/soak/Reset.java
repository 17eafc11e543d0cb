/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A time in which a group reads once more what it had.
 *
 * @param begun as {@code System.nanoTime}
 * @param expected all of it; a broker that is away meanwhile may forget what it was told
 */
record Reset(
    Stage stage,
    ConsumerGroup group,
    Disturbances.Disturbance unrest,
    long begun,
    List<Parcel> expected) {

  /** What is still awaited; empty when nothing can come again any more. */
  String awaited() throws IOException {
    Disturbances disturbances = stage.disturbances();
    if (!disturbances.betweenForAll(begun, disturbances.now())) {
      for (Parcel parcel : expected) {
        if (!group.shared().hasSince(parcel, begun)) {
          return group.name() + " did not read again " + parcel + " after " + unrest;
        }
      }
    }
    for (Map.Entry<Integer, Long> each : group.shared().last().entrySet()) {
      long committed = stage.committed(group.name(), group.topic(), each.getKey());
      if (committed <= each.getValue()) {
        return group.name()
            + " has committed "
            + committed
            + " in queue "
            + each.getKey()
            + ", and got "
            + each.getValue();
      }
    }
    return "";
  }
}
