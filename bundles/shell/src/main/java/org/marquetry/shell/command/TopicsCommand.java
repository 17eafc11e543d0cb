/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.BrokerAdmin.Topic;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:topics}. */
final class TopicsCommand implements Command {

  private final Node node;

  TopicsCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("topics", "Lists the topics of the broker")
        .flag("--system", "also those that the broker made for itself");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    Table table =
        new Table(
            "no topics; mq:topic-create makes one, and so does the first message sent to it"
                + " where autoCreateTopicEnable is true",
            "name",
            "read queues",
            "write queues",
            "permission",
            "messages",
            "system");
    for (Topic each : node.broker().topics(arguments.flag("--system"))) {
      table.row(
          each.name(),
          each.readQueues(),
          each.writeQueues(),
          each.permission(),
          each.messages(),
          each.system());
    }
    return table;
  }
}
