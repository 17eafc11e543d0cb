/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What an operator asks of the plugin platform. Thread-safe; never blocks. */
@ProviderType
public interface PluginAdmin {

  List<Plugin> plugins();

  /**
   * @param kind {@code storage}, … ; {@code -} for a jar that is none of ours
   * @param name the name it is chosen by
   * @param version version of its bundle
   * @param state {@code in use}, {@code standby}, {@code refused}; {@code running} for a bundle
   *     that offers no plugin
   * @param detail why it is refused or offers nothing, or empty
   */
  record Plugin(
      String kind, String name, String version, String bundle, String state, String detail) {}
}
