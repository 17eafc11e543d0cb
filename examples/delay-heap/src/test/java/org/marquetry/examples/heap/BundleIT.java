/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.heap;

import java.nio.file.Path;
import org.marquetry.testkit.BundleLaws;

/** The bundle starts, stops, starts again and leaves nothing behind. */
class BundleIT extends BundleLaws {

  @Override
  protected Path jar() {
    return Path.of(System.getProperty("plugin.jar"));
  }
}
