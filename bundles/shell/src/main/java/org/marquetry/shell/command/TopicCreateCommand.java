/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin.Topic;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;

/** {@code mq:topic-create}. */
final class TopicCreateCommand implements Command {

  private static final int DEFAULT_QUEUES = 8;
  private static final int MAX_QUEUES = 65_536;

  private final Node node;

  TopicCreateCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("topic-create", "Creates a topic, or changes the queues of one")
        .operand("TOPIC", "its name")
        .option("--queues", "N", "read and write queues [" + DEFAULT_QUEUES + "]");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    int queues = arguments.intOption("--queues", DEFAULT_QUEUES, 1, MAX_QUEUES);
    Topic topic = node.broker().createTopic(arguments.operand(0), queues);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("topic", topic.name());
    facts.put("read queues", topic.readQueues());
    facts.put("write queues", topic.writeQueues());
    facts.put("permission", topic.permission());
    return new Facts(facts);
  }
}
