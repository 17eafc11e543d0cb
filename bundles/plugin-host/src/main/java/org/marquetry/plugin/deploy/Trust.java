/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.io.IOException;
import java.nio.file.Path;

/** Which jars may run. Immutable. */
interface Trust {

  /** Every jar: who may write into the folder may run code here. */
  Trust ANY = jar -> null;

  /**
   * @return why the jar may not run and what to do, or {@code null} where it may
   */
  String objection(Path jar) throws IOException;

  /**
   * What is wrong with the settings, or {@code null}. Where something is, this judges nothing:
   * nothing new is taken, and what was taken before stays.
   */
  default String problem() {
    return null;
  }

  /** Whether this judges at all. */
  default boolean usable() {
    return problem() == null;
  }

  static Trust unusable(String problem) {
    return new Trust() {

      @Override
      public String objection(Path jar) {
        return problem;
      }

      @Override
      public String problem() {
        return problem;
      }
    };
  }
}
