/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Member;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.LogicalQueue;

/**
 * Sets where a group goes on, for tools. By default the broker keeps what is set, and consumers
 * take it over with their next pull; with {@code useServerSideResetOffset=false} it tells those
 * that are online, as brokers of RocketMQ 4 do. Thread-safe.
 */
final class ResetProcessor {

  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName GROUP = new FieldName("group");
  private static final FieldName TIMESTAMP = new FieldName("timestamp");
  private static final FieldName QUEUE_ID = new FieldName("queueId");
  private static final FieldName OFFSET = new FieldName("offset");
  private static final FieldName FORCE = new FieldName("isForce");

  private final BrokerParts broker;

  ResetProcessor(BrokerParts broker) {
    this.broker = broker;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder.on(executor, RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, this::reset);
  }

  private void reset(Request request) throws CommandException {
    String topic = request.requiredText(TOPIC);
    String group = request.requiredText(GROUP);
    long timestamp = request.requiredLong(TIMESTAMP);
    int queueId = request.intOr(QUEUE_ID, -1);
    long offset = request.longOr(OFFSET, -1);
    TopicConfig config = broker.topics().find(topic);
    if (config == null) {
      throw new CommandException(
          ResponseCode.TOPIC_NOT_EXIST, "Topic " + topic + " does not exist");
    }
    if (broker.groups().get(group) == null) {
      throw new CommandException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "Group " + group + " does not exist");
    }
    if (!broker.settings().current().administration().resetsOnBroker()) {
      push(request, config, group, timestamp);
      return;
    }
    SortedMap<Integer, Long> targets = new TreeMap<>();
    if (queueId >= 0) {
      targets.put(
          queueId,
          offset == -1 ? byTime(topic, queueId, timestamp) : checked(topic, queueId, offset));
    } else {
      for (int id = 0; id < config.readQueues(); id++) {
        targets.put(id, byTime(topic, id, timestamp));
      }
    }
    targets.forEach((id, target) -> keep(group, topic, id, target));
    request.reply(ResponseCode.SUCCESS).body(table(topic, targets)).send();
  }

  /** Consumers take the offset over; it is committed too, so that it outlives the broker. */
  private void keep(String group, String topic, int queueId, long target) {
    if (!broker.clients().consumers().perMember().reset(group, topic, queueId, target)) {
      broker.offsets().commit(group, topic, queueId, target);
      broker.resets().set(group, topic, queueId, target);
    }
  }

  private byte[] table(String topic, SortedMap<Integer, Long> targets) {
    JsonText body = new JsonText().object().name("offsetTable").object();
    targets.forEach((id, target) -> body.name(topic, broker.brokerName(), id).value(target));
    return body.end().end().bytes();
  }

  /**
   * Tells the members that are online, who drop what they have of these queues, commit the new
   * offsets and go on from there.
   */
  private void push(Request request, TopicConfig config, String group, long timestamp)
      throws CommandException {
    String topic = config.name();
    boolean force = request.booleanOr(FORCE, false);
    SortedMap<Integer, Long> targets = new TreeMap<>();
    for (int id = 0; id < config.writeQueues(); id++) {
      long committed = broker.offsets().offset(group, topic, id);
      if (committed < 0) {
        throw new CommandException(
            ResponseCode.SYSTEM_ERROR,
            "The consumer group <" + group + "> not exist: it has no offset in queue " + id);
      }
      long target = byTime(topic, id, timestamp);
      targets.put(id, force ? target : Math.min(target, committed));
    }
    ConsumerGroup online = broker.clients().consumers().online(group);
    if (online == null) {
      throw new CommandException(
          ResponseCode.CONSUMER_NOT_ONLINE,
          "Consumer not online, so can not reset offset, Group: "
              + group
              + " Topic: "
              + topic
              + " Timestamp: "
              + timestamp);
    }
    byte[] body = table(topic, targets);
    Command order =
        Command.request(
            RequestCode.RESET_CONSUMER_CLIENT_OFFSET,
            Map.of("topic", topic, "group", group, "timestamp", Long.toString(timestamp)),
            body);
    for (Member member : online.members()) {
      member.connection().oneWay(order);
    }
    request.reply(ResponseCode.SUCCESS).body(body).send();
  }

  private long byTime(String topic, int queueId, long timestamp) {
    LogicalQueue queue = broker.store().queue(topic, queueId);
    if (queue == null) {
      return 0;
    }
    return timestamp < 0 ? queue.maxOffset() : broker.store().offsetByTime(queue, timestamp, false);
  }

  private long checked(String topic, int queueId, long offset) throws CommandException {
    LogicalQueue queue = broker.store().queue(topic, queueId);
    long min = queue == null ? 0 : queue.minOffset();
    long max = queue == null ? 0 : queue.maxOffset();
    if (offset < min || offset > max + 1) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "Target offset "
              + offset
              + " not in consume queue range ["
              + min
              + "-"
              + max
              + "] of queue "
              + queueId
              + " of topic "
              + topic);
    }
    return offset;
  }
}
