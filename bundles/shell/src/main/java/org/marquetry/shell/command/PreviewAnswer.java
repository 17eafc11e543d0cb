/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AllocateAdmin.Move;
import org.marquetry.admin.AllocateAdmin.Preview;
import org.marquetry.admin.AllocateAdmin.TopicPreview;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;
import org.marquetry.shell.output.Sections;
import org.marquetry.shell.output.Table;

/** Who would own what. */
record PreviewAnswer(Preview preview) implements Answer {

  @Override
  public String text() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("strategy", preview.strategy() + " " + preview.version());
    facts.put("queues that would move", preview.moves() + " of " + preview.queues());
    if (!preview.steerable().isEmpty()) {
      facts.put("steerable", preview.steerable());
    }
    Map<String, Answer> sections = new LinkedHashMap<>();
    sections.put("group " + preview.group(), new Facts(facts));
    for (TopicPreview topic : preview.topics()) {
      String now = topic.now().isEmpty() ? "" : "; the present owners: " + topic.now();
      sections.put(
          "topic " + topic.topic() + ": " + topic.moves() + " would move" + now, of(topic));
    }
    return new Sections(sections).text();
  }

  private static Table of(TopicPreview topic) {
    Table table = new Table("no queues", "member", "queues", "gained", "lost");
    for (Move move : topic.shares()) {
      table.row(
          move.client(),
          QueueRanges.of(move.queues()),
          QueueRanges.of(move.gained()),
          QueueRanges.of(move.lost()));
    }
    if (!topic.gaps().isEmpty()) {
      table.row("(nobody)", QueueRanges.of(topic.gaps()), "-", "-");
    }
    return table;
  }

  @Override
  public Object json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("group", preview.group());
    object.put("strategy", preview.strategy());
    object.put("version", preview.version());
    object.put("moves", preview.moves());
    object.put("queues", preview.queues());
    object.put("steerable", preview.steerable());
    List<Object> topics = new ArrayList<>();
    for (TopicPreview topic : preview.topics()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("topic", topic.topic());
      each.put("moves", topic.moves());
      each.put("presentOwners", topic.now());
      List<Object> members = new ArrayList<>();
      for (Move move : topic.shares()) {
        Map<String, Object> member = new LinkedHashMap<>();
        member.put("member", move.client());
        member.put("queues", AllocationsCommand.texts(move.queues()));
        member.put("gained", AllocationsCommand.texts(move.gained()));
        member.put("lost", AllocationsCommand.texts(move.lost()));
        members.add(member);
      }
      each.put("members", members);
      each.put("gaps", AllocationsCommand.texts(topic.gaps()));
      topics.add(each);
    }
    object.put("topics", topics);
    return object;
  }
}
