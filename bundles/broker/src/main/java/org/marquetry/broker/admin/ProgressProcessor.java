/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.group.SubscriptionGroup;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.LogicalQueue;

/** Answers tools that ask how full queues are and how far groups have consumed. Thread-safe. */
final class ProgressProcessor {

  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName TOPIC_LIST = new FieldName("topicList");
  private static final FieldName GROUP = new FieldName("group");
  private static final FieldName CONSUMER_GROUP = new FieldName("consumerGroup");
  private static final FieldName IS_ORDER = new FieldName("isOrder");

  private final BrokerParts broker;

  ProgressProcessor(BrokerParts broker) {
    this.broker = broker;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.GET_TOPIC_STATS_INFO, this::topic)
        .on(executor, RequestCode.GET_CONSUME_STATS, this::group)
        .on(executor, RequestCode.GET_BROKER_CONSUME_STATS, this::allGroups)
        .on(executor, RequestCode.QUERY_CONSUME_TIME_SPAN, this::timeSpan);
  }

  private void topic(Request request) throws CommandException {
    TopicConfig topic = required(request.requiredText(TOPIC));
    JsonText body = new JsonText().object().name("offsetTable").object();
    for (int queueId = 0; queueId < topic.queues(); queueId++) {
      LogicalQueue queue = broker.store().queue(topic.name(), queueId);
      long max = queue == null ? 0 : queue.maxOffset();
      body.name(topic.name(), broker.brokerName(), queueId).object();
      body.name("lastUpdateTimestamp").value(Math.max(0, storeTime(queue, max - 1)));
      body.name("maxOffset").value(max);
      body.name("minOffset").value(queue == null ? 0 : queue.minOffset());
      body.end();
    }
    body.end().name("topicPutTps").value(broker.stats().putRate(topic.name()));
    request.reply(ResponseCode.SUCCESS).body(body.end().bytes()).send();
  }

  private TopicConfig required(String name) throws CommandException {
    TopicConfig topic = broker.topics().find(name);
    if (topic == null) {
      throw new CommandException(ResponseCode.TOPIC_NOT_EXIST, "topic[" + name + "] not exist");
    }
    return topic;
  }

  /** -1 where there is no such message. */
  private long storeTime(LogicalQueue queue, long offset) {
    return queue == null || offset < 0 ? -1 : broker.store().storeTime(queue, offset);
  }

  private void group(Request request) throws CommandException {
    String group = request.requiredText(CONSUMER_GROUP);
    List<TopicConfig> topics = new ArrayList<>();
    for (String name : asked(request, group)) {
      TopicConfig topic = broker.topics().find(name);
      if (topic != null && consumed(group, name)) {
        topics.add(topic);
      }
    }
    JsonText body = new JsonText();
    write(body, group, topics);
    request.reply(ResponseCode.SUCCESS).body(body.bytes()).send();
  }

  private Set<String> asked(Request request, String group) {
    String topic = request.text(TOPIC);
    if (topic != null && !topic.isBlank()) {
      return Set.of(topic);
    }
    String list = request.text(TOPIC_LIST);
    if (list != null && !list.isBlank()) {
      return new TreeSet<>(List.of(list.split(";", -1)));
    }
    return new TreeSet<>(broker.offsets().topics(group));
  }

  /** A group that is online but no longer subscribes to a topic has nothing to catch up there. */
  private boolean consumed(String group, String topic) {
    ConsumerGroup online = broker.clients().consumers().online(group);
    return online == null || online.subscriptions().isEmpty() || online.subscription(topic) != null;
  }

  private long write(JsonText body, String group, List<TopicConfig> topics) {
    long lag = 0;
    double rate = 0;
    body.object().name("offsetTable").object();
    for (TopicConfig topic : topics) {
      rate += broker.stats().getRate(group, topic.name());
      for (int queueId = 0; queueId < topic.readQueues(); queueId++) {
        LogicalQueue queue = broker.store().queue(topic.name(), queueId);
        long end = queue == null ? 0 : queue.maxOffset();
        long offset = Math.max(0, broker.consumerOffset(group, topic.name(), queueId));
        lag += Math.max(0, end - offset);
        body.name(topic.name(), broker.brokerName(), queueId).object();
        body.name("brokerOffset").value(end);
        body.name("consumerOffset").value(offset);
        body.name("lastTimestamp").value(Math.max(0, storeTime(queue, offset - 1)));
        body.name("pullOffset").value(offset);
        body.end();
      }
    }
    body.end().name("consumeTps").value(rate).end();
    return lag;
  }

  private void allGroups(Request request) throws CommandException {
    boolean ordered = request.booleanOr(IS_ORDER, false);
    long lag = 0;
    JsonText body = new JsonText().object();
    body.name("brokerAddr").value(broker.address().get());
    body.name("consumeStatsList").array();
    for (SubscriptionGroup group : broker.groups().all()) {
      List<TopicConfig> topics = new ArrayList<>();
      for (String name : new TreeSet<>(broker.offsets().topics(group.groupName()))) {
        TopicConfig topic = broker.topics().find(name);
        if (topic != null && (!ordered || topic.order()) && consumed(group.groupName(), name)) {
          topics.add(topic);
        }
      }
      if (!topics.isEmpty()) {
        body.object().name(group.groupName()).array();
        for (TopicConfig topic : topics) {
          lag += write(body, group.groupName(), List.of(topic));
        }
        body.end().end();
      }
    }
    body.end();
    body.name("totalDiff").value(lag);
    body.name("totalInflightDiff").value(0);
    request.reply(ResponseCode.SUCCESS).body(body.end().bytes()).send();
  }

  private void timeSpan(Request request) throws CommandException {
    TopicConfig topic = required(request.requiredText(TOPIC));
    String group = request.requiredText(GROUP);
    JsonText body = new JsonText().object().name("consumeTimeSpanSet").array();
    for (int queueId = 0; queueId < topic.writeQueues(); queueId++) {
      LogicalQueue queue = broker.store().queue(topic.name(), queueId);
      long earliest = queue == null ? -1 : storeTime(queue, queue.minOffset());
      long end = queue == null ? 0 : queue.maxOffset();
      long offset = Math.max(0, broker.consumerOffset(group, topic.name(), queueId));
      long next = offset < end ? storeTime(queue, offset) : -1;
      body.object();
      body.name("consumeTimeStamp").value(offset > 0 ? storeTime(queue, offset - 1) : earliest);
      body.name("delayTime").value(next < 0 ? 0 : broker.clock().millis() - next);
      body.name("maxTimeStamp").value(storeTime(queue, end - 1));
      body.name("messageQueue").queue(topic.name(), broker.brokerName(), queueId);
      body.name("minTimeStamp").value(earliest);
      body.end();
    }
    request.reply(ResponseCode.SUCCESS).body(body.end().end().bytes()).send();
  }
}
