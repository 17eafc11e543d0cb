/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.levels;

import org.marquetry.delay.DelayContext;
import org.marquetry.delay.DelayEngine;
import org.marquetry.delay.DelaySchedule;
import org.osgi.service.component.annotations.Component;

/**
 * The delay engine "levels": in each queue messages are due one after the other, so the queue is
 * the schedule and there is nothing to keep but how far it goes. Thread-safe.
 */
@Component(
    service = DelayEngine.class,
    property = {DelayEngine.NAME + "=levels", DelayEngine.LANES + "=" + DelayEngine.LEVELS})
public final class LevelsEngine implements DelayEngine {

  @Override
  public DelaySchedule open(DelayContext context) {
    return new LevelsSchedule(context);
  }
}
