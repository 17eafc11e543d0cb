/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

/** System properties that libraries read when their first class loads. What the user set stays. */
final class SystemSetup {

  private SystemSetup() {}

  static void apply(DataDirectory data) {
    // Buffers without a cleaner each: the manifest opens the packages, this makes Netty use it.
    setDefault("io.netty.tryReflectionSetAccessible", "true");
    setDefault("io.netty.noUnsafe", "false");
    setDefault("io.netty.native.workdir", data.temporary().toString());
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
