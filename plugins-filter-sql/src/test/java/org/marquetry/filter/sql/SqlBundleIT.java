/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql;

import java.nio.file.Path;
import org.marquetry.testkit.BundleLaws;

class SqlBundleIT extends BundleLaws {

  @Override
  protected Path jar() {
    return Path.of(System.getProperty("bundle"));
  }
}
