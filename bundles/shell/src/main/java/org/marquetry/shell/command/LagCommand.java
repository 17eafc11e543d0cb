/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin.Lag;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:lag}. */
final class LagCommand implements Command {

  private final Node node;

  LagCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "lag", "Shows how many messages a consumer group is still to get, queue by queue")
        .operand("GROUP", "its name, as in mq:groups");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String group = arguments.operand(0);
    Table table =
        new Table(
            "group " + group + " has no offsets",
            "topic",
            "queue",
            "broker offset",
            "consumer offset",
            "lag",
            "exact",
            "owner");
    for (Lag each : node.broker().lag(group)) {
      table.row(
          each.topic(),
          each.queueId(),
          each.brokerOffset(),
          each.consumerOffset(),
          each.lag(),
          each.exact(),
          each.owner());
    }
    return table;
  }
}
