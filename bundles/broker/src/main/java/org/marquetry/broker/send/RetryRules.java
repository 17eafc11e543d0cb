/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import org.marquetry.broker.pull.ConsumerGroups;
import org.marquetry.broker.pull.GroupRules;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/** When a message that a consumer failed on is given up. Thread-safe. */
final class RetryRules {

  private final ConsumerGroups groups;

  RetryRules(ConsumerGroups groups) {
    this.groups = groups;
  }

  /**
   * Whether a message sent to a retry topic belongs to the dead letters: after enough deliveries,
   * and at once where the group consumes in order, since its messages never wait for a retry.
   *
   * @throws CommandException if there is no such group
   */
  boolean givenUp(SendCommand command) throws CommandException {
    String group = TopicNames.groupOf(command.topic);
    GroupRules rules = groups.rules(group);
    if (rules == null) {
      throw new CommandException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "subscription group not exist, " + group);
    }
    int most = command.maxReconsumeTimes >= 0 ? command.maxReconsumeTimes : rules.retryMaxTimes();
    return command.reconsumeTimes > most || groups.locksHeld(group);
  }
}
