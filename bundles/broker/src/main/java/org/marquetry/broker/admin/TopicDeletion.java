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
    List<String> groups = List.copyOf(broker.offsets().groups(topic));
    deleteRetries(groups, topic);
    deleteOne(topic);
    // What was popped may have been given back until the topic was gone.
    deleteRetries(groups, topic);
  }

  private void deleteRetries(List<String> groups, String topic) throws IOException {
    List<String> doomed = new ArrayList<>();
    for (String group : groups) {
      addRetries(group, topic, doomed);
    }
    for (String name : doomed) {
      deleteOne(name);
    }
  }

  /** Where messages go that a group pops and does not acknowledge, of all topics. */
  List<String> retryTopics(String group) {
    List<String> retries = new ArrayList<>();
    for (String topic : broker.offsets().topics(group)) {
      addRetries(group, topic, retries);
    }
    return retries;
  }

  private void addRetries(String group, String topic, List<String> into) {
    for (String separator : new String[] {"_", "+"}) {
      String name = TopicNames.retryOf(group) + separator + topic;
      // The retry topic of another group may have the same name.
      if (broker.topics().find(name) != null
          && broker.groups().get(group + separator + topic) == null) {
        into.add(name);
      }
    }
  }

  /** Deletes a topic alone, with what was kept about it. */
  void deleteOne(String topic) throws IOException {
    boolean known = broker.topics().delete(topic);
    if (known || !broker.store().queues(topic).isEmpty()) {
      broker.store().deleteTopic(topic);
    }
    broker.offsets().removeTopic(topic);
    broker.clients().consumers().perMember().offsets().removeTopic(topic);
    broker.resets().removeTopic(topic);
    broker.stats().removeTopic(topic);
    broker.locks().removeTopic(topic);
    broker.groups().removeTopic(topic);
    broker.filters().forget(subject -> subject.topic().equals(topic));
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
