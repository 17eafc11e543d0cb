/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.allocate.AllocateStrategy;
import org.marquetry.allocate.QueueId;

/** Queues, members and strategies of tests. */
final class Fleet {

  static final String GROUP = "G";
  static final String TOPIC = "T";

  /** Neighbouring queues to each member, as {@code AVG}. */
  static final AllocateStrategy BLOCKS =
      context -> {
        int all = context.queues().size();
        int members = context.clients().size();
        int place = context.clients().indexOf(context.client());
        int least = all / members;
        int longer = all % members;
        int from = place * least + Math.min(place, longer);
        return context.queues().subList(from, from + least + (place < longer ? 1 : 0));
      };

  /** One queue to each member in turn, as {@code AVG_BY_CIRCLE}. */
  static final AllocateStrategy CIRCLE =
      context -> {
        List<QueueId> share = new ArrayList<>();
        int place = context.clients().indexOf(context.client());
        for (int i = place; i < context.queues().size(); i += context.clients().size()) {
          share.add(context.queues().get(i));
        }
        return share;
      };

  private Fleet() {}

  static QueueId queue(int number) {
    return new QueueId(TOPIC, "b", number);
  }

  static List<QueueId> queues(int... numbers) {
    List<QueueId> queues = new ArrayList<>();
    for (int number : numbers) {
      queues.add(queue(number));
    }
    return queues;
  }

  /** As many, from number 0. */
  static List<QueueId> first(int count) {
    return first(TOPIC, count);
  }

  static List<QueueId> first(String topic, int count) {
    List<QueueId> queues = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      queues.add(new QueueId(topic, "b", number));
    }
    return queues;
  }

  static Rule rule(String strategy) {
    return new Rule(strategy, Map.of(), 1);
  }

  static Situation situation(String strategy, List<QueueId> queues, String... members) {
    return new Situation(GROUP, TOPIC, List.of(members), queues, rule(strategy));
  }

  /** What a strategy gives. */
  static Assignment assignment(AllocateStrategy strategy, List<QueueId> queues, String... members) {
    Map<String, List<QueueId>> shares = new TreeMap<>();
    for (String member : members) {
      shares.put(
          member,
          strategy.allocate(
              new GivenContext(GROUP, member, queues, List.of(members), Map.of(), Map.of())));
    }
    return new Assignment("S", "1.0.0", 1, queues, shares);
  }
}
