/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Member;
import org.marquetry.broker.group.SubscriptionGroup;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.message.MessageRecord;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.LogView;

/** Passes a tool's questions on to a consumer and the consumer's answer back. Thread-safe. */
final class RelayProcessor {

  private static final FieldName CONSUMER_GROUP = new FieldName("consumerGroup");
  private static final FieldName CLIENT_ID = new FieldName("clientId");
  private static final FieldName MESSAGE_ID = new FieldName("msgId");

  private static final long TIMEOUT_MILLIS = 10_000;

  /** Older clients do not know the requests. */
  private static final int FIRST_VERSION = 62;

  private static final int POSITION_DIGITS = 16;

  private final BrokerParts broker;

  RelayProcessor(BrokerParts broker) {
    this.broker = broker;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.GET_CONSUMER_RUNNING_INFO, this::runningInfo)
        .on(executor, RequestCode.CONSUME_MESSAGE_DIRECTLY, this::consumeDirectly);
  }

  private void runningInfo(Request request) throws CommandException {
    Member member = member(request);
    relay(request, member, Command.request(request.code(), request.fields()));
  }

  private void consumeDirectly(Request request) throws CommandException {
    Member member = member(request);
    Map<String, String> fields = new TreeMap<>(request.fields());
    fields.put("brokerName", broker.brokerName());
    byte[] message = message(request.requiredText(MESSAGE_ID));
    String topicName = new MessageRecord().wrap(ByteBuffer.wrap(message), 0).topic();
    TopicConfig topic = broker.topics().find(topicName);
    SubscriptionGroup group = broker.groups().get(request.requiredText(CONSUMER_GROUP));
    fields.putIfAbsent("topic", topicName);
    fields.put("topicSysFlag", Integer.toString(topic == null ? 0 : topic.sysFlag()));
    fields.put("groupSysFlag", Integer.toString(group == null ? 0 : group.groupSysFlag()));
    relay(request, member, Command.request(request.code(), Map.copyOf(fields), message));
  }

  private Member member(Request request) throws CommandException {
    String group = request.requiredText(CONSUMER_GROUP);
    String clientId = request.requiredText(CLIENT_ID);
    ConsumerGroup online = broker.clients().consumers().online(group);
    Member member = online == null ? null : online.member(clientId);
    if (member == null) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "The Consumer <" + group + "> <" + clientId + "> not online");
    }
    if (member.version() < FIRST_VERSION) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "The Consumer <" + clientId + "> Version <" + member.version() + "> too low to finish");
    }
    return member;
  }

  /** The record that an offset message id points to, copied. */
  private byte[] message(String messageId) throws CommandException {
    int digits = messageId.length() - POSITION_DIGITS;
    LogView view;
    try {
      long position = digits < 0 ? -1 : Long.parseLong(messageId.substring(digits), 16);
      view = position < 0 ? null : broker.store().record(position);
    } catch (NumberFormatException e) {
      view = null;
    }
    if (view == null) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "no message with the offset message id " + messageId + " on this broker");
    }
    try {
      byte[] copy = new byte[view.buffer().remaining()];
      view.buffer().get(copy);
      return copy;
    } finally {
      view.release();
    }
  }

  private static void relay(Request request, Member member, Command question) {
    PendingReply pending = request.defer();
    var unused =
        member
            .connection()
            .call(question, TIMEOUT_MILLIS)
            .whenComplete((answer, failure) -> reply(pending, member, answer, failure));
  }

  private static void reply(
      PendingReply pending, Member member, Command answer, Throwable failure) {
    if (failure == null) {
      pending.reply(answer.code()).remark(answer.remark()).body(answer.body()).send();
      return;
    }
    pending
        .reply(ResponseCode.CONSUME_MSG_TIMEOUT)
        .remark(
            "consumer <"
                + member.clientId()
                + "> does not answer within "
                + TIMEOUT_MILLIS
                + " ms: "
                + failure.getMessage())
        .send();
  }
}
