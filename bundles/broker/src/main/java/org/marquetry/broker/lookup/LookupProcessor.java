/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.lookup;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.client.SubscriptionJson;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.pull.ConsumerView;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.message.MessageRecord;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;

/** Finds messages by id, by key, and the entries of consume queues. Thread-safe. */
public final class LookupProcessor {

  private static final FieldName OFFSET = new FieldName("offset");
  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName KEY = new FieldName("key");
  private static final FieldName MAX_NUM = new FieldName("maxNum");
  private static final FieldName BEGIN_TIMESTAMP = new FieldName("beginTimestamp");
  private static final FieldName END_TIMESTAMP = new FieldName("endTimestamp");
  private static final FieldName INDEX_TYPE = new FieldName("indexType");
  private static final FieldName UNIQUE_KEY_QUERY = new FieldName("_UNIQUE_KEY_QUERY");
  private static final FieldName INDEX_TIMESTAMP = new FieldName("indexLastUpdateTimestamp");
  private static final FieldName INDEX_POSITION = new FieldName("indexLastUpdatePhyoffset");
  private static final FieldName QUEUE_ID = new FieldName("queueId");
  private static final FieldName INDEX = new FieldName("index");
  private static final FieldName COUNT = new FieldName("count");
  private static final FieldName CONSUMER_GROUP = new FieldName("consumerGroup");

  private static final int MOST_RESULTS = 64;
  private static final int UNIQUE_KEY_RESULTS = 32;
  private static final int MOST_ENTRIES = 1000;

  private final MessageStore store;
  private final Consumers consumers;

  public LookupProcessor(MessageStore store, Consumers consumers) {
    this.store = store;
    this.consumers = consumers;
  }

  public void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.VIEW_MESSAGE_BY_ID, this::byPosition)
        .on(executor, RequestCode.QUERY_MESSAGE, this::byKey)
        .on(executor, RequestCode.QUERY_CONSUME_QUEUE, this::entries);
  }

  private void byPosition(Request request) throws CommandException {
    long position = request.requiredLong(OFFSET);
    LogView view = store.record(position);
    if (view == null) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "can not find message by the offset, " + position);
    }
    request.reply(ResponseCode.SUCCESS).part(view.buffer(), view::release).send();
  }

  private void byKey(Request request) throws CommandException {
    String topic = request.requiredText(TOPIC);
    String key = request.requiredText(KEY);
    int max = request.requiredInt(MAX_NUM);
    long begin = request.requiredLong(BEGIN_TIMESTAMP);
    long end = request.requiredLong(END_TIMESTAMP);
    if (request.booleanOr(UNIQUE_KEY_QUERY, false)) {
      max = UNIQUE_KEY_RESULTS;
    }
    boolean byTag = "T".equals(request.text(INDEX_TYPE));
    List<LogView> found =
        max <= 0
            ? List.of()
            : store.query(topic, byTag ? "T#" + key : key, Math.min(max, MOST_RESULTS), begin, end);
    MessageStore.IndexProgress progress = store.indexProgress();
    Reply reply =
        request
            .reply(found.isEmpty() ? ResponseCode.QUERY_NOT_FOUND : ResponseCode.SUCCESS)
            .field(INDEX_TIMESTAMP, progress.storeTimestamp())
            .field(INDEX_POSITION, progress.position());
    if (found.isEmpty()) {
      reply.remark("can not find message, maybe time range not correct");
    }
    // The index finds the newest first; clients get the oldest first.
    for (LogView view : reversed(found)) {
      reply.part(view.buffer(), view::release);
    }
    reply.send();
  }

  private static List<LogView> reversed(List<LogView> views) {
    List<LogView> reversed = new ArrayList<>(views);
    Collections.reverse(reversed);
    return reversed;
  }

  private void entries(Request request) throws CommandException {
    String topic = request.requiredText(TOPIC);
    int queueId = request.requiredInt(QUEUE_ID);
    LogicalQueue queue = store.queue(topic, queueId);
    if (queue == null) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, queueId + "@" + topic + " is not exist!");
    }
    String group = request.text(CONSUMER_GROUP);
    Subscription subscription = group == null ? null : subscription(group, topic);
    JsonText body = new JsonText().object();
    if (group != null) {
      body.name("filterData")
          .value(subscription == null ? group + "@" + topic + " is not online!" : "null");
    }
    long min = queue.minOffset();
    long max = queue.maxOffset();
    body.name("maxQueueIndex").value(max);
    body.name("minQueueIndex").value(min);
    body.name("queueData").array();
    long from = Math.max(min, request.longOr(INDEX, min));
    long count = Math.min(Math.max(0, request.intOr(COUNT, 10)), MOST_ENTRIES);
    for (long offset = from; offset < max && offset - from < count; offset++) {
      writeEntry(body, queue, offset, subscription);
    }
    body.end();
    if (subscription != null) {
      SubscriptionJson.write(body.name("subscriptionData"), subscription);
    }
    request.reply(ResponseCode.SUCCESS).body(body.end().bytes()).send();
  }

  private Subscription subscription(String group, String topic) {
    ConsumerView online = consumers.online(group);
    return online == null ? null : online.subscription(topic);
  }

  private void writeEntry(
      JsonText body, LogicalQueue queue, long offset, Subscription subscription) {
    long position = queue.position(offset);
    long tagsCode = queue.tagsCode(offset);
    body.object();
    body.name("eval").value(subscription != null && subscription.filter().matches(tagsCode));
    body.name("physicOffset").value(position);
    body.name("physicSize").value(size(position));
    body.name("tagsCode").value(tagsCode);
    body.end();
  }

  /** Bytes of the record at a position, 0 where none can be read. */
  private int size(long position) {
    LogView view = position < 0 ? null : store.record(position);
    if (view == null) {
      return 0;
    }
    try {
      return new MessageRecord().wrap(view.buffer(), 0).size();
    } finally {
      view.release();
    }
  }
}
