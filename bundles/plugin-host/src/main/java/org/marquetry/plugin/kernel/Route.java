/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.Map;

/**
 * Which provider of a name the calls go to. Immutable.
 *
 * @param inUse the provider in use, or {@code null} where none can be called
 * @param trial a version on trial that gets a share of the keys, or {@code null}
 * @param callable the best provider of each version that is not put aside
 * @param aside why a version is put aside, by version
 */
record Route<T>(
    Slot<T> inUse, CanaryTrial<T> trial, Map<String, Slot<T>> callable, Map<String, String> aside) {

  static <T> Route<T> toNone() {
    return new Route<>(null, null, Map.of(), Map.of());
  }

  /** Where a call goes, or {@code null}. */
  Slot<T> of(Task<T, ?> task) {
    String version = task.name().version();
    if (version != null) {
      return callable.get(version);
    }
    return trial != null && share(task.key()) < trial.percent() ? trial.tried() : inUse;
  }

  boolean isOnTrial(Slot<T> slot) {
    return trial != null && trial.tried() == slot;
  }

  /** Always the same number from 0 to 99 for a key. */
  static int share(Object key) {
    return Math.floorMod(spread(key) >>> 7, 100);
  }

  /** A hash whose bits all depend on all bits of the key's own. */
  static int spread(Object key) {
    int hash = key == null ? 0 : key.hashCode();
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    hash ^= hash >>> 13;
    hash *= 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }
}
