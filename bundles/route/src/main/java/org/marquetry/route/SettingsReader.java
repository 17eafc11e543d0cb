/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes typed values out of text settings and remembers what was not asked for. Not thread-safe.
 */
final class SettingsReader {

  private final Map<String, String> given;
  private final Map<String, String> givenAs;
  private final SortedMap<String, String> unused = new TreeMap<>();

  /**
   * @param givenAs keys by which values are asked for, to the keys of {@code given}
   */
  SettingsReader(Map<String, String> given, Map<String, String> givenAs) {
    this.given = given;
    this.givenAs = givenAs;
    givenAs.forEach((key, as) -> unused.put(key, given.get(as)));
  }

  String text(String key, String absent) {
    unused.remove(key);
    String value = givenAs.containsKey(key) ? given.get(givenAs.get(key)) : null;
    return value == null ? absent : value.trim();
  }

  boolean flag(String key, boolean absent) {
    return switch (text(key, Boolean.toString(absent))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(key, "true and false");
    };
  }

  int integer(String key, int absent, int least, int most) {
    String value = text(key, Integer.toString(absent));
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the same message as a number out of range.
    }
    throw bad(key, "whole numbers from " + least + " to " + most);
  }

  /** Given keys that were not asked for. */
  SortedMap<String, String> unused() {
    return unused;
  }

  private IllegalArgumentException bad(String key, String allowed) {
    return new IllegalArgumentException(
        givenAs.get(key)
            + " = '"
            + given.get(givenAs.get(key))
            + "' is not possible: allowed are "
            + allowed);
  }
}
