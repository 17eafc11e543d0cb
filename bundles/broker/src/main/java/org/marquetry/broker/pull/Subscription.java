/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.Set;
import org.marquetry.broker.filter.Asked;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.Illegal;
import org.marquetry.broker.filter.TagExpression;
import org.marquetry.store.kernel.EntryFilter;

/**
 * What a consumer group wants of a topic. Immutable.
 *
 * @param expression {@code *}, tags joined by two vertical bars, or text of another language
 * @param type {@link #TAG} or the name of a filter such as {@code SQL92}, as the client sends it
 * @param version grows with every change; the client's clock in milliseconds
 * @param tags empty for all
 * @param filter what a consume queue entry tells: {@link EntryFilter#ALL} unless by tags
 * @param condition what it asks for, tags and filter plugins alike
 * @param illegal why it asks for nothing that there could be, {@code null} where it may be legal
 */
public record Subscription(
    String topic,
    String expression,
    String type,
    long version,
    boolean classFilter,
    Set<String> tags,
    EntryFilter filter,
    Condition condition,
    Illegal illegal) {

  public static final String TAG = TagExpression.TYPE;
  public static final String ALL = TagExpression.ALL;

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
    return of(topic, expression, type, version, false, null);
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
    if (!TagExpression.isType(type)) {
      String text = expression == null ? "" : expression;
      Asked asked = Asked.of(type, text);
      return new Subscription(
          topic,
          text,
          type,
          version,
          classFilter,
          Set.of(),
          EntryFilter.ALL,
          new Condition.Matches(asked.name(), asked.expression()),
          asked.illegal());
    }
    TagExpression tags = TagExpression.of(expression);
    EntryFilter filter = tags.entries();
    if (classFilter) {
      filter = EntryFilter.ALL;
    } else if (!tags.all() && codes != null && codes.length > 0) {
      filter = TagExpression.entries(codes);
    }
    return new Subscription(
        topic,
        tags.all() ? ALL : expression,
        TAG,
        version,
        classFilter,
        tags.tags(),
        filter,
        filter == EntryFilter.ALL ? Condition.always() : new Condition.Tags(filter),
        null);
  }

  public boolean byTag() {
    return TagExpression.isType(type);
  }

  /** Whether every message of the topic is wanted. */
  public boolean all() {
    return byTag() && expression.equals(ALL);
  }

  /** Whether it is made of separators only and so matches nothing. */
  boolean empty() {
    return byTag() && !all() && tags.isEmpty();
  }

  /** Whether it asks for the same as another one, in whatever words and version. */
  public boolean asksLike(Subscription other) {
    return byTag()
        ? other.byTag() && all() == other.all() && tags.equals(other.tags)
        : type.equals(other.type) && expression.equals(other.expression);
  }

  /** Hash codes of the tags, ascending; empty for all. */
  public int[] codes() {
    return tags.stream().mapToInt(String::hashCode).sorted().toArray();
  }
}
