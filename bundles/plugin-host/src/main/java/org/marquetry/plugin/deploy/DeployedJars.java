/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.List;
import org.marquetry.admin.PluginAdmin.Plugin;

/** What became of the files in the deploy folder. Thread-safe; never blocks. */
public interface DeployedJars {

  /** Files that do nothing yet, or never will, with the reason. */
  List<Plugin> refused();

  /** Bundles of the folder that run, whether or not they offer a plugin. */
  List<Plugin> running();
}
