/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.BrokerAdmin.Group;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:groups}. */
final class GroupsCommand implements Command {

  private final Node node;

  GroupsCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("groups", "Lists the consumer groups of the broker");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    Table table =
        new Table(
            "no consumer groups",
            "name",
            "type",
            "model",
            "members",
            "lag",
            "exact",
            "topics",
            "notes");
    for (Group each : node.broker().groups()) {
      table.row(
          each.name(),
          each.type(),
          each.model(),
          each.members(),
          each.lag(),
          each.exact(),
          each.topics(),
          each.notes());
    }
    return table;
  }
}
