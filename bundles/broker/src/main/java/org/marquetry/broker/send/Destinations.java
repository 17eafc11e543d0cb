/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.message.SysFlag;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the topic that a producer sends to and decides whether it may. Thread-safe. */
final class Destinations {

  private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);

  private static final String MULTI_TAG = "MULTI_TAG";

  private final TopicTable topics;

  Destinations(TopicTable topics) {
    this.topics = topics;
  }

  /**
   * The topic of a send; made if it is missing and may be made: that blocks.
   *
   * @return {@code null} where it is missing and this thread may not block
   * @throws CommandException if the producer may not send there
   */
  TopicConfig resolve(SendCommand command, BrokerSettings.Topics rules) throws CommandException {
    String name = command.topic;
    TopicConfig topic = topics.find(name);
    if (topic == null) {
      String problem = TopicNames.problem(name);
      if (problem != null) {
        throw new CommandException(ResponseCode.INVALID_PARAMETER, problem);
      }
    } else if (topic.order() && !Permission.writable(rules.permission())) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION,
          "the broker takes no messages for ordered topics: its brokerPermission is "
              + rules.permission());
    }
    if (TopicNames.closedToProducers(name)) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION, "Sending message to topic[" + name + "] is forbidden.");
    }
    if (topic == null) {
      if (!command.mayBlock()) {
        return null;
      }
      topic = create(command, rules);
    }
    check(command, topic);
    return topic;
  }

  private TopicConfig create(SendCommand command, BrokerSettings.Topics rules)
      throws CommandException {
    try {
      boolean closed = !rules.autoCreate() && TopicNames.AUTO_CREATE.equals(command.defaultTopic);
      TopicConfig created =
          closed
              ? null
              : topics.createFrom(command.defaultTopic, command.topic, command.defaultTopicQueues);
      if (created == null && TopicNames.isRetry(command.topic)) {
        created = topics.retryTopic(TopicNames.groupOf(command.topic), 1, false);
      }
      if (created != null) {
        return created;
      }
    } catch (IOException e) {
      TopicConfig inForce = topics.find(command.topic);
      if (inForce != null) {
        LOG.warn("topic {} is in use but not yet on the disk", command.topic, e);
        return inForce;
      }
    }
    throw new CommandException(
        ResponseCode.TOPIC_NOT_EXIST,
        "topic["
            + command.topic
            + "] not exist, apply first please! It is not created by sending to it"
            + (rules.autoCreate()
                ? ": the template " + command.defaultTopic + " does not allow that."
                : " because autoCreateTopicEnable is false."));
  }

  /** The topic of dead letters, made if it is missing: that blocks. */
  TopicConfig deadLetters(String group) throws CommandException {
    try {
      return topics.deadLetterTopic(group);
    } catch (IOException e) {
      LOG.warn("the topic of {}'s dead letters is in use but not yet on the disk", group, e);
      return topics.find(TopicNames.deadLetterOf(group));
    }
  }

  /** The queue that the producer chose, any where it did not. */
  static int queueId(SendCommand command, TopicConfig topic) {
    return command.queueId >= 0
        ? command.queueId
        : ThreadLocalRandom.current().nextInt(topic.writeQueues());
  }

  /** The message's flags, with what its topic adds to them. */
  static int sysFlag(SendCommand command, TopicConfig topic) {
    return topic.filterType().equals(MULTI_TAG)
        ? command.sysFlag | SysFlag.MULTI_TAGS
        : command.sysFlag;
  }

  private static void check(SendCommand command, TopicConfig topic) throws CommandException {
    if (command.queueId >= topic.queues()) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER,
          "request queueId["
              + command.queueId
              + "] is illegal: topic "
              + topic.name()
              + " has "
              + topic.readQueues()
              + " read and "
              + topic.writeQueues()
              + " write queues. Producer: "
              + command.peer());
    }
    if (command.queueId < 0 && topic.writeQueues() < 1) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER, "topic " + topic.name() + " has no queue to write to");
    }
  }
}
