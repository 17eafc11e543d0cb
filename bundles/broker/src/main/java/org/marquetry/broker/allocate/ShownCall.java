/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;
import org.marquetry.plugin.PluginCall;

/**
 * Has a strategy do what clients will do with the lists that they are to be shown, and compares
 * with what they are to own.
 */
final class ShownCall implements PluginCall<AllocateStrategy, StrategyCalls.Reply<String>> {

  private final Rule rule;
  private final String group;
  private final Map<String, Spot> spots;
  private final Map<String, Assignment> targets;

  /**
   * @param spots by client
   * @param targets by topic
   */
  ShownCall(Rule rule, String group, Map<String, Spot> spots, Map<String, Assignment> targets) {
    this.rule = rule;
    this.group = group;
    this.spots = spots;
    this.targets = targets;
  }

  /** What is wrong, the empty text where nothing is. */
  @Override
  public StrategyCalls.Reply<String> run(AllocateStrategy strategy, Products made) {
    try {
      for (Map.Entry<String, Spot> shown : new TreeMap<>(spots).entrySet()) {
        String client = shown.getKey();
        List<String> ids = shown.getValue().ids(client);
        for (Map.Entry<String, Assignment> target : targets.entrySet()) {
          List<QueueId> share =
              strategy.allocate(
                  new GivenContext(
                      group, client, target.getValue().queues(), ids, Map.of(), rule.settings()));
          Set<QueueId> wanted = new HashSet<>(target.getValue().of(client));
          if (!wanted.equals(new HashSet<>(share))) {
            return StrategyCalls.Reply.of(
                "the result depends on more than the number of clients and the place among them");
          }
        }
      }
    } catch (IllegalArgumentException e) {
      return StrategyCalls.Reply.refused(e);
    }
    return StrategyCalls.Reply.of("");
  }
}
