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
 * {@code MACHINE_ROOM_NEARBY}: members read from brokers of their own room, see {@link Rooms} and
 * the setting {@code strategy} of {@link Nearby}.
 */
@Component(
    service = AllocateStrategy.class,
    property = AllocateStrategy.NAME + "=" + MachineRoomNearby.STRATEGY)
public final class MachineRoomNearby implements AllocateStrategy {

  static final String STRATEGY = "MACHINE_ROOM_NEARBY";

  private final Remembered shares = new Remembered(Nearby::bySetting);

  @Override
  public List<QueueId> allocate(AllocateContext context) {
    return shares.share(context);
  }
}
