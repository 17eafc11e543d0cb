/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.PluginAdmin;

/** The versions of one plugin. */
final class PluginVersionsOf {

  private PluginVersionsOf() {}

  /**
   * @param name its name, or {@code kind/name}
   */
  static PluginVersions name(PluginAdmin plugins, String name) {
    return new PluginVersions(
        "no version of " + name + " is there now",
        plugins.plugins().stream()
            .filter(each -> isCalled(name, each.kind(), each.name()))
            .toList());
  }

  static boolean isCalled(String wanted, String kind, String name) {
    return wanted.equals(name) || wanted.equals(kind + "/" + name);
  }
}
