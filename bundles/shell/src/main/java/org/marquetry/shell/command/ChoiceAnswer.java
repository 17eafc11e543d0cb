/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.admin.AllocateAdmin.Group;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Lines;

/** What was chosen for a group. */
record ChoiceAnswer(Group group) implements Answer {

  @Override
  public String text() {
    return lines().text();
  }

  @Override
  public Object json() {
    return lines().json();
  }

  private Lines lines() {
    List<String> lines = new ArrayList<>();
    if (group.chosenStrategy() == null) {
      lines.add("group " + group.name() + ": the strategy of its clients counts again");
    } else {
      String settings =
          group.settings().isEmpty() ? "" : " with " + AllocationAnswer.settings(group.settings());
      lines.add(
          "group "
              + group.name()
              + ": "
              + group.chosenStrategy()
              + settings
              + " allocates its queues"
              + (group.clientStrategy() == null
                  ? ""
                  : ", clients that compute " + group.clientStrategy() + " are steered"));
    }
    lines.add("members take their queues over as in any rebalance; mq:allocations " + group.name());
    group.warnings().forEach(warning -> lines.add("warning: " + warning));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("group", group.name());
    facts.put("chosenStrategy", group.chosenStrategy());
    facts.put("settings", new TreeMap<>(group.settings()));
    facts.put("clientStrategy", group.clientStrategy());
    facts.put("warnings", group.warnings());
    return new Lines(lines, facts);
  }
}
