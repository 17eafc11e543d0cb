/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.List;
import org.marquetry.admin.PluginAdmin.Plugin;

/** What became of the files in the deploy folder. Thread-safe; never blocks unless it says so. */
public interface DeployedJars {

  /** Files that do not serve, or not with their newest content, with the reason. */
  List<Plugin> refused();

  /** Bundles of the folder that run, whether or not they offer a plugin. */
  List<Plugin> running();

  /**
   * When the file of a bundle was dropped, as time of day in milliseconds; negative where the
   * bundle is not of the folder.
   *
   * @param location of the bundle
   */
  long droppedMillis(String location);

  /**
   * Waits until what was in the folder at the start has been dealt with.
   *
   * @return whether it has been
   */
  boolean awaitFirstLook(long millis) throws InterruptedException;
}
