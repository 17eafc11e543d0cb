/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import org.marquetry.plugin.Gap;
import org.marquetry.plugin.Gap.Cause;

/** The words of gaps. */
final class Gaps {

  private static final int MOST_TEXT = 300;

  private Gaps() {}

  static Gap absent(String kind, PluginName name) {
    return new Gap(
        Cause.ABSENT,
        name.toString(),
        "the " + kind + " plugin " + name + " is not there: deploy the bundle that provides it",
        null);
  }

  static Gap putAside(String kind, PluginName name, String why) {
    return new Gap(
        Cause.PUT_ASIDE,
        name.toString(),
        "the "
            + kind
            + " plugin "
            + name
            + " is put aside: "
            + why
            + "; replace its bundle, or call mq:plugin-reset "
            + name.name(),
        null);
  }

  static Gap failed(PluginName name, Throwable failure, String text) {
    return new Gap(
        Cause.FAILED, name.toString(), "the plugin " + name + " failed: " + text, failure);
  }

  static Gap overrun(PluginName name, String how) {
    return new Gap(
        Cause.OVERRUN, name.toString(), "a call into the plugin " + name + " " + how, null);
  }

  static Gap busy(PluginName name, int waiting, int most) {
    return new Gap(
        Cause.BUSY,
        name.toString(),
        "the plugin "
            + name
            + " is too slow: "
            + waiting
            + " calls wait for it already, the limit is "
            + most
            + ": raise waiting.calls in org.marquetry.plugins.cfg",
        null);
  }

  /**
   * What a throwable says, also where asking it fails; of a bounded length. Runs its own code,
   * which may be a plugin's.
   */
  static String text(Throwable failure) {
    String text;
    try {
      text = String.valueOf(failure);
    } catch (RuntimeException | Error e) {
      text = failure.getClass().getName();
    }
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
  }
}
