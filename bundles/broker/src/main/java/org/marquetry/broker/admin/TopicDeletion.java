/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes topics with everything that hangs on them. Thread-safe; blocks for the disk. */
final class TopicDeletion {

  private static final Logger LOG = LoggerFactory.getLogger(TopicDeletion.class);

  private final BrokerParts broker;

  TopicDeletion(BrokerParts broker) {
    this.broker = broker;
  }

  /**
   * Nothing happens where there is no such topic.
   *
   * @throws CommandException code 29 if the name is blank or the topic is the broker's own
   */
  void delete(String topic) throws CommandException, IOException {
    if (topic.isBlank()) {
      throw new CommandException(ResponseCode.INVALID_PARAMETER, "The specified topic is blank.");
    }
    if (broker.topics().system(topic)) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER,
          "The topic[" + topic + "] is conflict with system topic.");
    }
    List<String> doomed = new ArrayList<>();
    for (String group : broker.offsets().groups(topic)) {
      doomed.add(TopicNames.retryOf(group) + "_" + topic);
      doomed.add(TopicNames.retryOf(group) + "+" + topic);
    }
    doomed.removeIf(name -> broker.topics().find(name) == null);
    doomed.add(topic);
    for (String name : doomed) {
      broker.topics().delete(name);
      broker.store().deleteTopic(name);
      broker.offsets().removeTopic(name);
      broker.clients().consumers().perMember().offsets().removeTopic(name);
      broker.resets().removeTopic(name);
      broker.stats().removeTopic(name);
    }
  }

  /** Deletes the queues of topics that are not configured any more. */
  void deleteUnused() {
    for (String topic : broker.store().topics()) {
      boolean used =
          broker.topics().find(topic) != null
              || broker.topics().system(topic)
              || TopicNames.isLight(topic);
      if (!used) {
        LOG.info("Topic {} is not configured any more: its queues are deleted", topic);
        broker.store().deleteTopic(topic);
      }
    }
  }
}
