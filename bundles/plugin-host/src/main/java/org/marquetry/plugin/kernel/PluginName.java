/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

/**
 * What a caller calls a plugin.
 *
 * @param name by which it is chosen
 * @param version the only one that will do, or {@code null} for the one in use
 */
record PluginName(String name, String version) {

  private static final char VERSION_FOLLOWS = '@';

  static PluginName inUse(String name) {
    return new PluginName(name, null);
  }

  /** Splits {@code name@version}; {@code null} where there is no version. */
  static PluginName withVersion(String text) {
    int at = text.lastIndexOf(VERSION_FOLLOWS);
    return at <= 0 ? null : new PluginName(text.substring(0, at), text.substring(at + 1));
  }

  @Override
  public String toString() {
    return version == null ? name : name + VERSION_FOLLOWS + version;
  }
}
