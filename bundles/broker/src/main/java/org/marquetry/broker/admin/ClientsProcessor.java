/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.marquetry.broker.client.ClientAddress;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Member;
import org.marquetry.broker.client.SubscriptionJson;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Answers tools that ask who is connected and who consumes what. Thread-safe. */
final class ClientsProcessor {

  private static final FieldName CONSUMER_GROUP = new FieldName("consumerGroup");
  private static final FieldName PRODUCER_GROUP = new FieldName("producerGroup");
  private static final FieldName GROUP = new FieldName("group");
  private static final FieldName TOPIC = new FieldName("topic");

  private final BrokerParts broker;

  ClientsProcessor(BrokerParts broker) {
    this.broker = broker;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.GET_CONSUMER_CONNECTION_LIST, this::consumers)
        .on(executor, RequestCode.GET_PRODUCER_CONNECTION_LIST, this::producers)
        .on(executor, RequestCode.GET_ALL_PRODUCER_INFO, this::allProducers)
        .on(executor, RequestCode.QUERY_TOPIC_CONSUME_BY_WHO, this::groupsOfTopic)
        .on(executor, RequestCode.QUERY_TOPICS_BY_CONSUMER, this::topicsOfGroup)
        .on(executor, RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER, this::subscription);
  }

  private void consumers(Request request) throws CommandException {
    String name = request.requiredText(CONSUMER_GROUP);
    ConsumerGroup group = broker.clients().consumers().online(name);
    if (group == null) {
      throw new CommandException(
          ResponseCode.CONSUMER_NOT_ONLINE, "the consumer group[" + name + "] not online");
    }
    JsonText body = new JsonText().object();
    connections(body, group.members());
    body.name("consumeFromWhere").value(group.consumeFromWhere());
    body.name("consumeType").value(group.consumeType());
    body.name("messageModel").value(group.messageModel());
    body.name("subscriptionTable").object();
    group
        .subscriptions()
        .forEach((topic, subscription) -> SubscriptionJson.write(body.name(topic), subscription));
    request.reply(ResponseCode.SUCCESS).body(body.end().end().bytes()).send();
  }

  private void producers(Request request) throws CommandException {
    String name = request.requiredText(PRODUCER_GROUP);
    List<Member> members = broker.clients().producers().members(name);
    if (members.isEmpty()) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "the producer group[" + name + "] not exist");
    }
    JsonText body = new JsonText().object();
    connections(body, members);
    request.reply(ResponseCode.SUCCESS).body(body.end().bytes()).send();
  }

  private static void connections(JsonText body, List<Member> members) {
    body.name("connectionSet").array();
    for (Member member : members) {
      body.object();
      body.name("clientAddr").value(address(member));
      body.name("clientId").value(member.clientId());
      body.name("language").value(member.language());
      body.name("version").value(member.version());
      body.end();
    }
    body.end();
  }

  /** The client's {@code ip:port}. */
  static String address(Member member) {
    return ClientAddress.of(member.connection());
  }

  private void allProducers(Request request) {
    JsonText body = new JsonText().object().name("data").object();
    broker
        .clients()
        .producers()
        .all()
        .forEach(
            (group, members) -> {
              body.name(group).array();
              for (Member member : members) {
                body.object();
                body.name("clientId").value(member.clientId());
                body.name("language").value(member.language());
                body.name("lastUpdateTimestamp").value(member.lastHeartbeat());
                body.name("remoteIP").value("/" + address(member));
                body.name("version").value(member.version());
                body.end();
              }
              body.end();
            });
    request.reply(ResponseCode.SUCCESS).body(body.end().end().bytes()).send();
  }

  private void groupsOfTopic(Request request) throws CommandException {
    String topic = request.requiredText(TOPIC);
    Set<String> groups = new TreeSet<>(broker.offsets().groups(topic));
    for (ConsumerGroup group : broker.clients().consumers().all()) {
      if (group.subscription(topic) != null) {
        groups.add(group.name());
      }
    }
    request
        .reply(ResponseCode.SUCCESS)
        .body(new JsonText().object().name("groupList").values(groups).end().bytes())
        .send();
  }

  private void topicsOfGroup(Request request) throws CommandException {
    String group = request.requiredText(GROUP);
    JsonText body = new JsonText().object();
    body.name("brokerAddr").value(broker.address().get());
    body.name("topicList").values(new TreeSet<>(broker.offsets().topics(group)));
    request.reply(ResponseCode.SUCCESS).body(body.end().bytes()).send();
  }

  private void subscription(Request request) throws CommandException {
    String name = request.requiredText(GROUP);
    String topic = request.requiredText(TOPIC);
    ConsumerGroup group = broker.clients().consumers().online(name);
    Subscription subscription = group == null ? null : group.subscription(topic);
    JsonText body = new JsonText().object().name("group").value(name);
    if (subscription != null) {
      SubscriptionJson.write(body.name("subscriptionData"), subscription);
    }
    request.reply(ResponseCode.SUCCESS).body(body.name("topic").value(topic).end().bytes()).send();
  }
}
