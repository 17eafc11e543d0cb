/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.FilterAdmin.Mixed;
import org.marquetry.admin.FilterAdmin.Share;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;
import org.marquetry.shell.output.Table;

/** {@code mq:group-mode}. */
final class GroupModeCommand implements Command {

  private final Node node;

  GroupModeCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "group-mode",
            "Sets how a group is served whose members subscribe to different things; without"
                + " operands lists such groups")
        .optionalOperand("GROUP", "its name, as in mq:groups")
        .optionalOperand(
            "MODE",
            "shared: the latest subscription counts for all, as in RocketMQ; per-member: every"
                + " message that any member wants goes to one that wants it");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String group = arguments.operand(0);
    if (group == null) {
      return list();
    }
    String mode = arguments.operand(1);
    if (mode == null) {
      throw usage().misused("MODE is missing");
    }
    node.filters().mode(group, mode);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("group", group);
    facts.put("mode", mode);
    return new Facts(facts);
  }

  private Answer list() throws CommandFailure {
    Table table =
        new Table(
            "the members of every group subscribe to the same",
            "group",
            "mode",
            "subscriptions",
            "state",
            "lag",
            "members");
    for (Mixed each : node.filters().mixed()) {
      for (Share share : each.shares()) {
        table.row(
            each.group(),
            each.mode(),
            share.subscriptions().entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("; ")),
            share.state(),
            share.lag(),
            share.clients());
      }
    }
    return table;
  }
}
