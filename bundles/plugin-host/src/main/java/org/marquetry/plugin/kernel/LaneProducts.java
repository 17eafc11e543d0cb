/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.plugin.PluginCall;

/**
 * The most recently used things made from a plugin on one of its lanes. For one thread, but for
 * {@link #count}.
 */
final class LaneProducts implements PluginCall.Products {

  private final Map<Object, Object> made = new LinkedHashMap<>(16, 0.75f, true);
  private volatile int most;
  private volatile int count;

  LaneProducts(int most) {
    this.most = most;
  }

  /**
   * @param given how many are kept from the next one made on, at least 1
   */
  void most(int given) {
    most = given;
  }

  int count() {
    return count;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <V> V get(Object key, Maker<V> maker) throws Exception {
    Object found = made.get(key);
    if (found == null) {
      found = maker.make();
      made.put(key, found);
      while (made.size() > most) {
        made.remove(made.keySet().iterator().next());
      }
      count = made.size();
    }
    return (V) found;
  }
}
