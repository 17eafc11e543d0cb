/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.heap;

import org.marquetry.delay.DelayContext;
import org.marquetry.delay.DelayEngine;
import org.marquetry.delay.DelaySchedule;
import org.osgi.service.component.annotations.Component;

/** The delay engine "heap": holds every reference in memory. Thread-safe. */
@Component(service = DelayEngine.class, property = DelayEngine.NAME + "=heap")
public final class HeapEngine implements DelayEngine {

  @Override
  public DelaySchedule open(DelayContext context) {
    return new HeapSchedule();
  }
}
