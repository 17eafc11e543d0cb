/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.marquetry.allocate.AllocateContext;

/** What an operator set for a strategy. Stateless. */
final class Settings {

  private Settings() {}

  /**
   * @throws IllegalArgumentException if there is any: an operator who sets something expects an
   *     effect
   */
  static void none(AllocateContext context, String strategy) {
    if (!context.settings().isEmpty()) {
      throw new IllegalArgumentException(
          strategy + " takes no settings, but is given " + new TreeMap<>(context.settings()));
    }
  }

  /**
   * @throws IllegalArgumentException if another key is set
   */
  static void only(Map<String, String> settings, String strategy, Set<String> known) {
    for (String key : new TreeMap<>(settings).keySet()) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            strategy + " has no setting " + key + "; it has " + String.join(", ", known));
      }
    }
  }

  /** The parts of a list, in order, none of them blank. */
  static List<String> list(String text) {
    List<String> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.trim());
      }
    }
    return parts;
  }
}
