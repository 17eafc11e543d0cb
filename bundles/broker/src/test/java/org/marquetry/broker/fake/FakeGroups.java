/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.fake;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.marquetry.broker.pull.ConsumerGroups;
import org.marquetry.broker.pull.ConsumerView;
import org.marquetry.broker.pull.GroupRules;
import org.marquetry.broker.pull.Subscription;

/** Consumer groups that are as a test says. */
public final class FakeGroups implements ConsumerGroups {

  public final Map<String, Rules> rules = new HashMap<>();
  public final Map<String, View> online = new HashMap<>();
  public final Set<String> forbidden = new HashSet<>();
  public final Set<String> locked = new HashSet<>();

  public record Rules(
      boolean consumeEnabled, boolean broadcastEnabled, int retryMaxTimes, int sysFlag)
      implements GroupRules {}

  public record View(Map<String, Subscription> topics, boolean broadcasting, boolean push)
      implements ConsumerView {

    @Override
    public Subscription subscription(String topic) {
      return topics.get(topic);
    }
  }

  /** A group with the usual settings, online with one subscription. */
  public void subscribe(String group, String topic, String expression) {
    rules.put(group, new Rules(true, true, 16, 0));
    online.put(
        group,
        new View(Map.of(topic, Subscription.parse(topic, expression, null, 10)), false, true));
  }

  @Override
  public GroupRules rules(String group) {
    return rules.get(group);
  }

  @Override
  public boolean known(String group) {
    return rules.containsKey(group);
  }

  @Override
  public boolean forbidden(String group, String topic) {
    return forbidden.contains(group + "@" + topic);
  }

  @Override
  public ConsumerView online(String group) {
    return online.get(group);
  }

  @Override
  public boolean locksHeld(String group) {
    return locked.contains(group);
  }
}
