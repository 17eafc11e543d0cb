/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import org.marquetry.plugin.Gap;
import org.marquetry.plugin.Gap.Cause;

/** The words of gaps. */
final class Gaps {

  private Gaps() {}

  static Gap absent(String kind, String name) {
    return new Gap(
        Cause.ABSENT,
        name,
        "the " + kind + " plugin " + name + " is not there: deploy the bundle that provides it",
        null);
  }

  static Gap failed(String name, Throwable failure) {
    return new Gap(Cause.FAILED, name, "the plugin " + name + " failed: " + text(failure), failure);
  }

  static Gap busy(String name, int waiting) {
    return new Gap(
        Cause.BUSY,
        name,
        "the plugin " + name + " is too slow: " + waiting + " calls wait for it already",
        null);
  }

  /** What a throwable says, also where asking it fails. */
  static String text(Throwable failure) {
    try {
      return String.valueOf(failure);
    } catch (RuntimeException | Error e) {
      return failure.getClass().getName();
    }
  }
}
