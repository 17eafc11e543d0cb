/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import org.marquetry.system.Clock;
import org.osgi.service.component.annotations.Component;

/** The clocks of the operating system. */
@Component(service = Clock.class)
public final class SystemClock implements Clock {

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
