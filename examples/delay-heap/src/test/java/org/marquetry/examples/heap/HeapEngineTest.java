/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.heap;

import org.marquetry.delay.DelayEngine;
import org.marquetry.testkit.DelayEngineLaws;

class HeapEngineTest extends DelayEngineLaws {

  @Override
  protected DelayEngine engine() {
    return new HeapEngine();
  }
}
