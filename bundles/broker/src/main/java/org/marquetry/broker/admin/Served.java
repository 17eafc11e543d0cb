/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.client.PerMemberGroups;
import org.marquetry.broker.client.Wishes;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.FilterTable;
import org.marquetry.broker.pull.Subscription;

/** What groups are served by: what their consumers ask for, and what is bound. Thread-safe. */
final class Served {

  private final Consumers consumers;
  private final FilterTable table;

  Served(Consumers consumers, FilterTable table) {
    this.consumers = consumers;
    this.table = table;
  }

  /** Every message where nobody knows better. */
  Condition condition(String group, String topic) {
    return bound(group, topic, asked(group, topic));
  }

  /** With what is bound. */
  Condition bound(String group, String topic, Condition asked) {
    FilterTable.Binding binding = table.binding(group, topic);
    return binding == null ? asked : Condition.both(asked, binding.condition());
  }

  /** What consumers ask for: in per-member mode what any of them does. */
  private Condition asked(String group, String topic) {
    List<Condition> wanted =
        consumers.perMember().shares(group).stream()
            .filter(PerMemberGroups.Share::live)
            .map(share -> share.wishes().subscriptions().get(topic))
            .filter(Objects::nonNull)
            .map(Subscription::condition)
            .toList();
    if (!wanted.isEmpty()) {
      return wanted.size() == 1 ? wanted.get(0) : new Condition.Any(wanted);
    }
    Subscription subscription = consumers.wished(group).get(topic);
    return subscription == null ? Condition.always() : subscription.condition();
  }

  /**
   * What the group would be served by with another filter, instead of the one that is bound where
   * one is, otherwise of what its consumers ask for.
   */
  Condition with(String group, String topic, Condition candidate) {
    Subscription subscription = consumers.wished(group).get(topic);
    if (table.binding(group, topic) == null || subscription == null) {
      return candidate;
    }
    return Condition.both(subscription.condition(), candidate);
  }

  /**
   * The expression of the filter that {@link #with} would replace; {@code null} where there is none
   * or it is one of tags.
   */
  String expression(String group, String topic) {
    FilterTable.Binding binding = table.binding(group, topic);
    Subscription subscription = consumers.wished(group).get(topic);
    Condition replaced =
        binding != null
            ? binding.condition()
            : subscription == null ? Condition.always() : subscription.condition();
    return replaced instanceof Condition.Matches matches ? matches.expression() : null;
  }

  /** For people. */
  String text(String group, String topic) {
    List<String> parts = new ArrayList<>();
    Subscription subscription = consumers.wished(group).get(topic);
    if (subscription != null) {
      parts.add(Wishes.text(subscription));
    }
    FilterTable.Binding binding = table.binding(group, topic);
    if (binding != null) {
      parts.add("bound " + binding.type() + " " + binding.expression());
    }
    return parts.isEmpty() ? "every message" : String.join(" and ", parts);
  }
}
