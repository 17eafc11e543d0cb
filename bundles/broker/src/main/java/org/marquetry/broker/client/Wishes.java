/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.marquetry.broker.pull.Subscription;

/**
 * What a member of a group subscribes to. Two members wish the same if they subscribe to the same
 * topics by the same filters, however they write them. The group's retry topic is left out, which
 * all subscribe to. Immutable.
 *
 * @param text canonical, for people too: equal if and only if the wishes are
 */
public record Wishes(SortedMap<String, Subscription> subscriptions, String text) {

  private static final String RETRY_PREFIX = "%RETRY%";

  /** Those that wish the same. */
  public record Share(Wishes wishes, List<Member> members) {}

  public Wishes {
    subscriptions = new TreeMap<>(subscriptions);
  }

  static Wishes of(Iterable<Subscription> all) {
    SortedMap<String, Subscription> byTopic = new TreeMap<>();
    for (Subscription subscription : all) {
      if (!subscription.topic().startsWith(RETRY_PREFIX)) {
        byTopic.put(subscription.topic(), subscription);
      }
    }
    List<String> texts = new ArrayList<>();
    byTopic.forEach((topic, subscription) -> texts.add(topic + ": " + text(subscription)));
    return new Wishes(byTopic, String.join("; ", texts));
  }

  /** What one subscription asks for, in canonical form. */
  public static String text(Subscription subscription) {
    if (!subscription.byTag()) {
      return subscription.type() + " " + subscription.expression();
    }
    return subscription.all()
        ? Subscription.ALL
        : String.join(" || ", new TreeSet<>(subscription.tags()));
  }

  /** Members by what they wish, in the order in which the first of each came. */
  static List<Share> shares(List<Member> members) {
    Map<String, Share> shares = new LinkedHashMap<>();
    for (Member member : members) {
      shares
          .computeIfAbsent(
              member.wishes().text(), text -> new Share(member.wishes(), new ArrayList<>()))
          .members()
          .add(member);
    }
    return List.copyOf(shares.values());
  }
}
