/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.List;
import org.marquetry.allocate.AllocateContext;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.osgi.service.component.annotations.Component;

/**
 * {@code MACHINE_ROOM_NEARBY-AVG_BY_CIRCLE}: what a client of that strategy calls it when its rooms
 * are shared by {@code AVG_BY_CIRCLE}.
 */
@Component(
    service = AllocateStrategy.class,
    property = AllocateStrategy.NAME + "=" + MachineRoomNearbyByCircle.STRATEGY)
public final class MachineRoomNearbyByCircle implements AllocateStrategy {

  static final String STRATEGY = "MACHINE_ROOM_NEARBY-AVG_BY_CIRCLE";

  private final Remembered shares =
      new Remembered(group -> Nearby.by(AveragelyByCircle.STRATEGY, group));

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    return shares.share(context);
  }
}
