/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.LogicalQueue;

/** Answers tools that look at, reset and copy the progress of groups. Thread-safe. */
final class OffsetsProcessor {

  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName GROUP = new FieldName("group");
  private static final FieldName TIMESTAMP = new FieldName("timestamp");
  private static final FieldName QUEUE_ID = new FieldName("queueId");
  private static final FieldName OFFSET = new FieldName("offset");
  private static final FieldName SOURCE_GROUP = new FieldName("srcGroup");
  private static final FieldName TARGET_GROUP = new FieldName("destGroup");

  private final BrokerParts broker;

  OffsetsProcessor(BrokerParts broker) {
    this.broker = broker;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.GET_ALL_CONSUMER_OFFSET, this::consumerOffsets)
        .on(executor, RequestCode.GET_ALL_DELAY_OFFSET, this::delayOffsets)
        .on(executor, RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, this::reset)
        .on(executor, RequestCode.CLONE_GROUP_OFFSET, this::copy);
  }

  private void consumerOffsets(Request request) {
    byte[] body = broker.offsets().json().getBytes(UTF_8);
    request.reply(ResponseCode.SUCCESS).body(body).send();
  }

  private void delayOffsets(Request request) {
    byte[] body = broker.delayed().json().getBytes(UTF_8);
    request.reply(ResponseCode.SUCCESS).body(body).send();
  }

  /**
   * Sets where a group goes on. Consumers that are online take it over with their next pull; the
   * offset is committed too, so that it outlives the broker.
   */
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
    JsonText body = new JsonText().object().name("offsetTable").object();
    targets.forEach(
        (id, target) -> {
          if (!broker.clients().consumers().perMember().reset(group, topic, id, target)) {
            broker.offsets().commit(group, topic, id, target);
            broker.resets().set(group, topic, id, target);
          }
          body.name(topic, broker.brokerName(), id).value(target);
        });
    request.reply(ResponseCode.SUCCESS).body(body.end().end().bytes()).send();
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

  private void copy(Request request) throws CommandException {
    String source = request.requiredText(SOURCE_GROUP);
    String target = request.requiredText(TARGET_GROUP);
    String topic = request.text(TOPIC);
    Set<String> topics =
        topic == null || topic.isBlank() ? broker.offsets().topics(source) : Set.of(topic);
    for (String name : topics) {
      broker
          .offsets()
          .offsets(source, name)
          .forEach((queueId, offset) -> broker.offsets().commit(target, name, queueId, offset));
    }
    request.reply(ResponseCode.SUCCESS).send();
  }
}
