/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

/** What a plugin is called, and what kind it is; all its versions share it. */
public record PluginId(String kind, String name) {

  @Override
  public String toString() {
    return kind + " plugin " + name;
  }
}
