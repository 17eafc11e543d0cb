/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin;

/** What came of a {@link PluginCall}. Exactly one method is called, once; it must not block. */
public interface PluginOutcome<R> {

  void result(R result);

  /** There is no result: to be handled by the gap rule of the plugin interface. */
  void gap(Gap gap);
}
