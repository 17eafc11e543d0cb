/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.plugin.PluginCall;

/** The most recently used things made from a plugin on one of its lanes. For one thread. */
final class LaneProducts implements PluginCall.Products {

  private final int most;
  private final Map<Object, Object> made = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most how many are kept, at least 1
   */
  LaneProducts(int most) {
    this.most = most;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V> V get(Object key, Maker<V> maker) throws Exception {
    Object found = made.get(key);
    if (found == null) {
      found = maker.make();
      made.put(key, found);
      if (made.size() > most) {
        made.remove(made.keySet().iterator().next());
      }
    }
    return (V) found;
  }
}
