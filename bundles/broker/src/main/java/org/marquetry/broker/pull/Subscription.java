/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.marquetry.store.kernel.EntryFilter;

/**
 * What a consumer group wants of a topic. Immutable.
 *
 * @param expression {@code *}, tags joined by two vertical bars, or text of another language
 * @param type {@link #TAG} or the name of a filter such as {@code SQL92}
 * @param version grows with every change; the client's clock in milliseconds
 * @param tags empty for all
 * @param filter what a consume queue entry tells: {@link EntryFilter#ALL} unless by tags
 */
public record Subscription(
    String topic,
    String expression,
    String type,
    long version,
    boolean classFilter,
    Set<String> tags,
    EntryFilter filter) {

  public static final String TAG = "TAG";
  public static final String ALL = "*";

  public Subscription {
    tags = Set.copyOf(tags);
  }

  /**
   * Reads an expression as pulls carry it.
   *
   * @param type {@code null} for {@link #TAG}
   * @param expression {@code null} for all
   */
  public static Subscription parse(String topic, String expression, String type, long version) {
    if (!isTag(type)) {
      return new Subscription(
          topic,
          expression == null ? "" : expression,
          type,
          version,
          false,
          Set.of(),
          EntryFilter.ALL);
    }
    Set<String> tags = tags(expression);
    return new Subscription(
        topic,
        selectsAll(expression) ? ALL : expression,
        TAG,
        version,
        false,
        tags,
        selectsAll(expression)
            ? EntryFilter.ALL
            : filter(tags.stream().mapToInt(String::hashCode).toArray()));
  }

  /**
   * As a heartbeat gives it.
   *
   * @param codes hash codes of the tags; {@code null} where the client sends none
   */
  public static Subscription of(
      String topic,
      String expression,
      String type,
      long version,
      boolean classFilter,
      int[] codes) {
    Subscription parsed = parse(topic, expression, type, version);
    EntryFilter filter = parsed.filter;
    if (classFilter) {
      filter = EntryFilter.ALL;
    } else if (parsed.byTag() && !parsed.all() && codes != null && codes.length > 0) {
      filter = filter(codes);
    }
    return new Subscription(
        topic, parsed.expression, parsed.type, version, classFilter, parsed.tags, filter);
  }

  public boolean byTag() {
    return isTag(type);
  }

  /** Whether every message of the topic is wanted. */
  public boolean all() {
    return byTag() && expression.equals(ALL);
  }

  /** Whether it is made of separators only and so matches nothing. */
  boolean empty() {
    return byTag() && !all() && tags.isEmpty();
  }

  /** Hash codes of the tags, ascending; empty for all. */
  public int[] codes() {
    return tags.stream().mapToInt(String::hashCode).sorted().toArray();
  }

  private static boolean isTag(String type) {
    return type == null || type.isEmpty() || type.equals(TAG);
  }

  private static boolean selectsAll(String expression) {
    return expression == null || expression.isBlank() || expression.trim().equals(ALL);
  }

  private static Set<String> tags(String expression) {
    Set<String> tags = new LinkedHashSet<>();
    if (selectsAll(expression)) {
      return tags;
    }
    int start = 0;
    while (start <= expression.length()) {
      int bar = expression.indexOf("||", start);
      int end = bar < 0 ? expression.length() : bar;
      String tag = expression.substring(start, end).trim();
      if (!tag.isEmpty()) {
        tags.add(tag);
      }
      start = end + 2;
    }
    return tags;
  }

  private static EntryFilter filter(int[] codes) {
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
