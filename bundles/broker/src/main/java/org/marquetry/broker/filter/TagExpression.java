/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.marquetry.store.kernel.EntryFilter;

/**
 * Tags joined by two vertical bars, or all of them. Immutable.
 *
 * @param all whether every message is meant, with a tag or without
 * @param tags empty where all are meant, or none
 */
public record TagExpression(boolean all, Set<String> tags) {

  public static final String TYPE = "TAG";
  public static final String ALL = "*";

  private static final String SEPARATOR = "||";

  public TagExpression {
    tags = Set.copyOf(tags);
  }

  /**
   * @param expression {@code null} for all
   */
  public static TagExpression of(String expression) {
    if (expression == null || expression.isBlank() || expression.trim().equals(ALL)) {
      return new TagExpression(true, Set.of());
    }
    Set<String> tags = new LinkedHashSet<>();
    int start = 0;
    while (start <= expression.length()) {
      int bar = expression.indexOf(SEPARATOR, start);
      int end = bar < 0 ? expression.length() : bar;
      String tag = expression.substring(start, end).trim();
      if (!tag.isEmpty()) {
        tags.add(tag);
      }
      start = end + SEPARATOR.length();
    }
    return new TagExpression(false, tags);
  }

  /** Whether a type is this one. */
  public static boolean isType(String type) {
    return type == null || type.isEmpty() || type.equals(TYPE);
  }

  /** What it says of consume queue entries. */
  public EntryFilter entries() {
    return all ? EntryFilter.ALL : entries(tags.stream().mapToInt(String::hashCode).toArray());
  }

  /** Entries with one of these hash codes. */
  public static EntryFilter entries(int[] codes) {
    if (codes.length == 0) {
      return tagsCode -> false;
    }
    if (codes.length == 1) {
      int only = codes[0];
      return tagsCode -> (int) tagsCode == only;
    }
    int[] sorted = codes.clone();
    Arrays.sort(sorted);
    return tagsCode -> Arrays.binarySearch(sorted, (int) tagsCode) >= 0;
  }
}
