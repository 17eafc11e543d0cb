/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Lines;

/** {@code mq:topic-delete}. */
final class TopicDeleteCommand implements Command {

  private final Node node;

  TopicDeleteCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("topic-delete", "Deletes a topic with its messages and offsets")
        .operand("TOPIC", "its name");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String topic = arguments.operand(0);
    node.broker().deleteTopic(topic);
    return new Lines(List.of("deleted topic " + topic), Map.of("deleted", topic));
  }
}
