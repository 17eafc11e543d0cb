/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Deletes consumer groups with everything that hangs on them. Thread-safe; blocks for the disk. */
final class GroupDeletion {

  private static final FieldName GROUP_NAME = new FieldName("groupName");
  private static final FieldName CLEAN_OFFSET = new FieldName("cleanOffset");

  private final BrokerParts broker;
  private final TopicDeletion topics;

  GroupDeletion(BrokerParts broker, TopicDeletion topics) {
    this.broker = broker;
    this.topics = topics;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder.on(executor, RequestCode.DELETE_SUBSCRIPTIONGROUP, this::delete);
  }

  private void delete(Request request) throws CommandException, IOException {
    String group = request.requiredText(GROUP_NAME);
    if (group.isBlank()) {
      throw new CommandException(ResponseCode.INVALID_PARAMETER, "groupName is blank");
    }
    delete(group, request.booleanOr(CLEAN_OFFSET, false));
    request.reply(ResponseCode.SUCCESS).send();
  }

  /**
   * Nothing happens where there is no such group.
   *
   * @param withProgress {@code false} keeps where it stands, what it is to try again and its dead
   *     letters, for a group of the same name
   */
  void delete(String group, boolean withProgress) throws IOException {
    broker.groups().remove(group);
    broker.clients().consumers().perMember().removeGroup(group);
    broker.clients().consumers().forget(group);
    broker.locks().removeGroup(group);
    broker.resets().removeGroup(group);
    broker.stats().removeGroup(group);
    broker.filters().forget(subject -> subject.group().equals(group));
    if (withProgress) {
      // What was popped may have been given back until the group was gone.
      List<String> retries = topics.retryTopics(group);
      broker.offsets().removeGroup(group);
      for (String topic : retries) {
        topics.deleteOne(topic);
      }
      topics.deleteOne(TopicNames.retryOf(group));
      topics.deleteOne(TopicNames.deadLetterOf(group));
    }
  }
}
