/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.wheel;

import org.marquetry.delay.DelayEngine;
import org.marquetry.testkit.DelayEngineLaws;

class WheelEngineTest extends DelayEngineLaws {

  @Override
  protected DelayEngine engine() {
    return new WheelEngine();
  }
}
