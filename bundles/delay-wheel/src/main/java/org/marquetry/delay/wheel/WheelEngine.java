/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.wheel;

import org.marquetry.delay.DelayContext;
import org.marquetry.delay.DelayEngine;
import org.marquetry.delay.DelaySchedule;
import org.osgi.service.component.annotations.Component;

/**
 * The delay engine "wheel": a hierarchical timing wheel whose entries lie on the disk, so that the
 * heap does not grow with the number of messages that wait. Exact to the millisecond, for any
 * delivery time. Thread-safe.
 */
@Component(service = DelayEngine.class, property = DelayEngine.NAME + "=wheel")
public final class WheelEngine implements DelayEngine {

  @Override
  public DelaySchedule open(DelayContext context) {
    return new WheelSchedule(new Blocks(context::scratch), context.startMillis());
  }
}
