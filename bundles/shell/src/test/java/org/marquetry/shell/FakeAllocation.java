/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.AllocateAdmin;

/** An allocation with fixed answers that notes what it is asked. */
public final class FakeAllocation implements AllocateAdmin {

  public final List<String> asked = new ArrayList<>();

  private static List<Queue> queues(int... numbers) {
    List<Queue> queues = new ArrayList<>();
    for (int number : numbers) {
      queues.add(new Queue("broker-a", number));
    }
    return queues;
  }

  private static Group sample(String strategy, Map<String, String> settings, String client) {
    return new Group(
        "G",
        strategy,
        settings,
        client,
        client == null ? "" : "clients are steered",
        Map.of("c1", "asks the broker for AVG", "c2", "computes itself"),
        List.of(
            new Topic(
                "T",
                "STICKY",
                "1.2.0",
                1_000,
                List.of(new Share("c1", queues(0, 1, 2, 5)), new Share("c2", List.of())),
                queues(3),
                queues(4),
                "STICKY is not there")),
        List.of("look here"));
  }

  @Override
  public List<Group> groups() {
    return List.of(sample("STICKY", Map.of(), null), sample(null, Map.of(), null));
  }

  @Override
  public Group group(String name) throws AdminException {
    asked.add("group " + name);
    if (name.equals("none")) {
      throw new AdminException("there is no group none: mq:groups shows those there are");
    }
    return sample("STICKY", Map.of("a", "b"), "AVG");
  }

  @Override
  public Preview preview(
      String group, String strategy, Map<String, String> settings, String clientStrategy) {
    asked.add(
        "preview " + group + " " + strategy + " " + new TreeMap<>(settings) + " " + clientStrategy);
    return new Preview(
        group,
        strategy,
        "1.2.0",
        List.of(
            new TopicPreview(
                "T",
                List.of(
                    new Move("c1", queues(0, 1), queues(1), queues()),
                    new Move("c2", queues(2), queues(), queues(1))),
                queues(3),
                2,
                "supposed")),
        2,
        4,
        clientStrategy == null ? "" : "no: it cannot be");
  }

  @Override
  public Group set(String group, String strategy, Map<String, String> settings) {
    asked.add("set " + group + " " + strategy + " " + new TreeMap<>(settings));
    return sample(strategy, settings, null);
  }

  @Override
  public Group steer(
      String group, String strategy, Map<String, String> settings, String clientStrategy) {
    asked.add(
        "steer " + group + " " + strategy + " " + new TreeMap<>(settings) + " " + clientStrategy);
    return sample(strategy, settings, clientStrategy);
  }

  @Override
  public Group unset(String group) {
    asked.add("unset " + group);
    return sample(null, Map.of(), null);
  }
}
