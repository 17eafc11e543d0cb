/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.levels;

import java.util.Set;
import org.marquetry.delay.DelayEngine;
import org.marquetry.testkit.DelayEngineLaws;

class LevelsEngineTest extends DelayEngineLaws {

  @Override
  protected DelayEngine engine() {
    return new LevelsEngine();
  }

  @Override
  protected Set<String> lanes() {
    return Set.of(DelayEngine.LEVELS);
  }
}
