/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.FilterTable;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.pull.ConsumerGroups;
import org.marquetry.broker.pull.GroupRules;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/** Decides whether a consumer may pop and what. Thread-safe; never blocks. */
final class PopChecks {

  /** RocketMQ's. */
  private static final int MOST_MESSAGES = 32;

  private final LiveSettings settings;
  private final TopicTable topics;
  private final ConsumerGroups groups;
  private final Filters filters;

  PopChecks(LiveSettings settings, TopicTable topics, ConsumerGroups groups, Filters filters) {
    this.settings = settings;
    this.topics = topics;
    this.groups = groups;
    this.filters = filters;
  }

  /**
   * The topic of a pop.
   *
   * @throws CommandException if the consumer may not pop
   */
  TopicConfig topic(PopCommand command) throws CommandException {
    if (!Permission.readable(settings.current().topics().permission())) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION,
          "the broker's brokerPermission does not allow popping messages");
    }
    if (command.mostMessages() > MOST_MESSAGES || command.mostMessages() < 1) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER,
          "maxMsgNums " + command.mostMessages() + " is illegal: 1 to " + MOST_MESSAGES);
    }
    TopicConfig topic = topics.find(command.topic());
    if (topic == null) {
      throw new CommandException(
          ResponseCode.TOPIC_NOT_EXIST, "topic[" + command.topic() + "] not exist");
    }
    if (!Permission.readable(topic.permission())) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION, "the topic[" + command.topic() + "] peeking is forbidden");
    }
    if (command.queueId() >= topic.readQueues() || command.queueId() < PopCommand.ANY) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER,
          "queueId["
              + command.queueId()
              + "] is illegal, topic:["
              + command.topic()
              + "] has "
              + topic.readQueues()
              + " read queues");
    }
    GroupRules rules = groups.rules(command.group());
    if (rules == null) {
      throw new CommandException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
          "subscription group [" + command.group() + "] does not exist");
    }
    if (!rules.consumeEnabled()) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION,
          "subscription group no permission, " + command.group() + ": consuming is off");
    }
    if (groups.forbidden(command.group(), command.topic())) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION,
          "the consumer group["
              + command.group()
              + "] is forbidden for topic["
              + command.topic()
              + "]");
    }
    if (groups.perMember(command.group())) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, notPerMember(command.group()));
    }
    return topic;
  }

  private static String notPerMember(String group) {
    return "group "
        + group
        + " is in per-member mode, in which messages are pulled and not popped: set its request"
        + " mode to PULL, or call mq:group-mode "
        + group
        + " shared";
  }

  /**
   * Which messages the consumer wants.
   *
   * @throws CommandException if it asks for what there cannot be
   */
  Condition condition(PopCommand command) throws CommandException {
    Subscription wanted =
        Subscription.parse(command.topic(), command.expression(), command.expressionType(), 0);
    if (wanted.illegal() != null) {
      throw new CommandException(
          ResponseCode.SUBSCRIPTION_PARSE_FAILED,
          "parse the consumer's subscription failed: " + wanted.illegal().text());
    }
    Condition condition = wanted.condition();
    FilterTable.Binding binding = filters.table().binding(command.group(), command.topic());
    if (binding != null) {
      condition = Condition.both(condition, binding.condition());
    }
    String unknown = filters.unknown(condition);
    if (unknown == null && !settings.current().pulls().propertyFilters()) {
      unknown = condition.names().stream().findFirst().orElse(null);
    }
    if (unknown != null) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, Filters.unsupported(unknown));
    }
    return condition;
  }
}
