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
 * {@code MACHINE_ROOM_NEARBY-CONSISTENT_HASH}: what a client of that strategy calls it when its
 * rooms are shared by {@code CONSISTENT_HASH}.
 */
@Component(
    service = AllocateStrategy.class,
    property = AllocateStrategy.NAME + "=" + MachineRoomNearbyConsistentHash.STRATEGY)
public final class MachineRoomNearbyConsistentHash implements AllocateStrategy {

  static final String STRATEGY = "MACHINE_ROOM_NEARBY-CONSISTENT_HASH";

  private final Remembered shares =
      new Remembered(group -> Nearby.by(ConsistentHash.STRATEGY, group));

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    return shares.share(context);
  }
}
