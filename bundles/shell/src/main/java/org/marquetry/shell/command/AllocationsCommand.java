/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.AllocateAdmin.Group;
import org.marquetry.admin.AllocateAdmin.Share;
import org.marquetry.admin.AllocateAdmin.Topic;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:allocations}. */
final class AllocationsCommand implements Command {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Node node;
  private final ZoneId zone;

  /**
   * @param zone in which times are shown to people
   */
  AllocationsCommand(Node node, ZoneId zone) {
    this.node = node;
    this.zone = zone;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "allocations", "Shows who owns which queue, by which strategy, and what is amiss")
        .optionalOperand("GROUP", "only this consumer group, member by member");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String group = arguments.operand(0);
    return group == null
        ? summary(node.allocation().groups())
        : new AllocationAnswer(node.allocation().group(group), this::time);
  }

  private String time(long millis) {
    return millis == 0 ? "-" : TIME.format(Instant.ofEpochMilli(millis).atZone(zone));
  }

  private Table summary(List<Group> groups) {
    Table table =
        new Table(
            "no consumer groups",
            "group",
            "topic",
            "strategy",
            "version",
            "chosen",
            "members",
            "queues",
            "gaps",
            "since",
            "note");
    for (Group group : groups) {
      for (Topic topic : group.topics()) {
        int owned = topic.shares().stream().mapToInt(share -> share.queues().size()).sum();
        table.row(
            group.name(),
            topic.topic(),
            topic.strategy(),
            topic.version(),
            group.chosenStrategy() != null,
            group.members().size(),
            owned + topic.gaps().size() + topic.waiting().size(),
            topic.gaps().size() + topic.waiting().size(),
            time(topic.since()),
            note(group, topic));
      }
    }
    return table;
  }

  private static String note(Group group, Topic topic) {
    if (!topic.problem().isEmpty()) {
      return topic.problem();
    }
    return group.warnings().isEmpty() ? "" : group.warnings().get(0);
  }

  /** Queues by member, for scripts. */
  static Map<String, Object> byMember(List<Share> shares) {
    Map<String, Object> all = new LinkedHashMap<>();
    shares.forEach(share -> all.put(share.client(), texts(share.queues())));
    return all;
  }

  static List<String> texts(List<?> queues) {
    return queues.stream().map(Object::toString).toList();
  }
}
