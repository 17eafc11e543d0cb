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
import java.util.function.LongFunction;
import org.marquetry.admin.AllocateAdmin.Group;
import org.marquetry.admin.AllocateAdmin.Share;
import org.marquetry.admin.AllocateAdmin.Topic;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;
import org.marquetry.shell.output.Sections;
import org.marquetry.shell.output.Table;

/**
 * Who owns what in one group.
 *
 * @param time a text for milliseconds since 1970
 */
record AllocationAnswer(Group group, LongFunction<String> time) implements Answer {

  private static final String NOBODY = "(nobody)";

  @Override
  public String text() {
    Map<String, Answer> sections = new LinkedHashMap<>();
    sections.put("group " + group.name(), new Facts(facts()));
    Table members = new Table("no member is online", "member", "way to its queues");
    group.members().forEach(members::row);
    sections.put("members", members);
    for (Topic topic : group.topics()) {
      sections.put(title(topic), shares(topic));
    }
    return new Sections(sections).text();
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put(
        "strategy",
        group.chosenStrategy() == null
            ? "as the clients name or compute it"
            : group.chosenStrategy() + ", chosen by an operator");
    if (!group.settings().isEmpty()) {
      facts.put("settings", settings(group.settings()));
    }
    if (group.clientStrategy() != null) {
      facts.put("clients that compute " + group.clientStrategy(), group.steering());
    }
    for (int i = 0; i < group.warnings().size(); i++) {
      facts.put("warning" + (i == 0 ? "" : " " + (i + 1)), group.warnings().get(i));
    }
    return facts;
  }

  /** As an operator writes them. */
  static String settings(Map<String, String> settings) {
    List<String> texts = new ArrayList<>();
    new TreeMap<>(settings).forEach((key, value) -> texts.add(key + "=" + value));
    return String.join(" ", texts);
  }

  private String title(Topic topic) {
    String title = "topic " + topic.topic() + ": " + topic.strategy();
    if (!topic.version().equals("-")) {
      title += " " + topic.version();
    }
    if (topic.since() > 0) {
      title += " since " + time.apply(topic.since());
    }
    return topic.problem().isEmpty() ? title : title + "; " + topic.problem();
  }

  private static Table shares(Topic topic) {
    Table table = new Table("no queues", "member", "queues");
    for (Share share : topic.shares()) {
      table.row(share.client(), QueueRanges.of(share.queues()));
    }
    if (!topic.gaps().isEmpty()) {
      table.row(NOBODY, QueueRanges.of(topic.gaps()));
    }
    if (!topic.waiting().isEmpty()) {
      table.row("(waiting for an owner)", QueueRanges.of(topic.waiting()));
    }
    return table;
  }

  @Override
  public Object json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("group", group.name());
    object.put("chosenStrategy", group.chosenStrategy());
    object.put("settings", new TreeMap<>(group.settings()));
    object.put("clientStrategy", group.clientStrategy());
    object.put("steering", group.steering());
    object.put("members", group.members());
    object.put("warnings", group.warnings());
    List<Object> topics = new ArrayList<>();
    for (Topic topic : group.topics()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("topic", topic.topic());
      each.put("strategy", topic.strategy());
      each.put("version", topic.version());
      each.put("since", topic.since());
      each.put("problem", topic.problem());
      each.put("queues", AllocationsCommand.byMember(topic.shares()));
      each.put("gaps", AllocationsCommand.texts(topic.gaps()));
      each.put("waiting", AllocationsCommand.texts(topic.waiting()));
      topics.add(each);
    }
    object.put("topics", topics);
    return object;
  }
}
