/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Reply;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;

/** Progress of consumer groups and bounds of queues: codes 14, 15 and 29 to 32. Thread-safe. */
public final class OffsetProcessor {

  private static final FieldName GROUP = new FieldName("consumerGroup");
  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName QUEUE_ID = new FieldName("queueId");
  private static final FieldName COMMIT_OFFSET = new FieldName("commitOffset");
  private static final FieldName ZERO_IF_NOT_FOUND = new FieldName("setZeroIfNotFound");
  private static final FieldName TIMESTAMP = new FieldName("timestamp");
  private static final FieldName BOUNDARY = new FieldName("boundaryType");
  private static final FieldName OFFSET = new FieldName("offset");

  private final TopicTable topics;
  private final ConsumerGroups groups;
  private final MessageStore store;
  private final GroupProgress progress;

  public OffsetProcessor(PullParts parts) {
    this.topics = parts.topics();
    this.groups = parts.groups();
    this.store = parts.store();
    this.progress = new GroupProgress(parts);
  }

  /**
   * @param mayBlock for what has to read messages
   */
  public void register(Processors.Builder processors, Executor mayBlock) {
    processors
        .inline(RequestCode.QUERY_CONSUMER_OFFSET, request -> consumerOffset(request, mayBlock))
        .inline(RequestCode.UPDATE_CONSUMER_OFFSET, this::commit)
        .inline(RequestCode.GET_MAX_OFFSET, this::maxOffset)
        .inline(RequestCode.GET_MIN_OFFSET, this::minOffset)
        .on(mayBlock, RequestCode.SEARCH_OFFSET_BY_TIMESTAMP, this::offsetByTime)
        .on(mayBlock, RequestCode.GET_EARLIEST_MSG_STORETIME, this::earliestStoreTime);
  }

  void consumerOffset(Request request, Executor mayBlock) throws CommandException {
    String group = request.requiredSymbol(GROUP);
    String topic = request.requiredSymbol(TOPIC);
    int queueId = request.requiredInt(QUEUE_ID);
    boolean zeroIfNotFound = request.booleanOr(ZERO_IF_NOT_FOUND, true);
    long offset = progress.offset(group, topic, queueId, request.connection());
    if (offset >= 0) {
      request.reply(ResponseCode.SUCCESS).field(OFFSET, offset).send();
      return;
    }
    LogicalQueue queue = store.queue(topic, queueId);
    if (queue == null || queue.minOffset() > 0) {
      noOffset(request.reply(ResponseCode.QUERY_NOT_FOUND), false);
    } else if (store.surelyHot(queue, 0)) {
      firstOffset(request::reply, true, zeroIfNotFound);
    } else {
      PendingReply pending = request.defer();
      try {
        mayBlock.execute(() -> firstOffset(pending::reply, store.hot(queue, 0), zeroIfNotFound));
      } catch (RejectedExecutionException e) {
        pending
            .reply(ResponseCode.SYSTEM_BUSY)
            .remark("[OVERLOAD]system busy: " + e.getMessage())
            .send();
      }
    }
  }

  /**
   * Answers a group that is new to a queue: while the queue still has its first message in memory
   * the group starts there, wherever it wants to start otherwise.
   */
  private static void firstOffset(IntFunction<Reply> reply, boolean young, boolean zeroIfNotFound) {
    if (young && zeroIfNotFound) {
      reply.apply(ResponseCode.SUCCESS).field(OFFSET, 0).send();
    } else {
      noOffset(reply.apply(ResponseCode.QUERY_NOT_FOUND), young);
    }
  }

  private static void noOffset(Reply reply, boolean young) {
    reply
        .remark(
            young
                ? "Not found, do not set to zero, maybe this group boot first"
                : "Not found, V3_0_6_SNAPSHOT maybe this group consumer boot first")
        .send();
  }

  void commit(Request request) throws CommandException {
    String group = request.requiredSymbol(GROUP);
    String topic = request.requiredSymbol(TOPIC);
    int queueId = request.requiredInt(QUEUE_ID);
    long offset = request.requiredLong(COMMIT_OFFSET);
    if (topics.find(topic) == null) {
      throw new CommandException(
          ResponseCode.TOPIC_NOT_EXIST, "topic[" + topic + "] not exist: no offset is stored");
    }
    if (!groups.known(group)) {
      throw new CommandException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
          "group[" + group + "] not exist: no offset is stored");
    }
    if (queueId < 0) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER, "queueId[" + queueId + "] is illegal: at least 0");
    }
    if (progress.commit(group, topic, queueId, offset, request.connection())) {
      request.reply(ResponseCode.SUCCESS).send();
    } else if (progress.foreign(group, topic, request.connection())) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "group "
              + group
              + " is in per-member mode, only its members set their progress; to set all of it use"
              + " resetOffsetByTime");
    } else {
      request.reply(ResponseCode.SUCCESS).remark("Offset has been previously reset").send();
    }
  }

  void maxOffset(Request request) throws CommandException {
    LogicalQueue queue = queue(request);
    request.reply(ResponseCode.SUCCESS).field(OFFSET, queue == null ? 0 : queue.maxOffset()).send();
  }

  void minOffset(Request request) throws CommandException {
    LogicalQueue queue = queue(request);
    request.reply(ResponseCode.SUCCESS).field(OFFSET, queue == null ? 0 : queue.minOffset()).send();
  }

  void offsetByTime(Request request) throws CommandException {
    LogicalQueue queue = queue(request);
    long timestamp = request.requiredLong(TIMESTAMP);
    boolean upper = "UPPER".equalsIgnoreCase(request.text(BOUNDARY));
    long offset = queue == null ? 0 : store.offsetByTime(queue, timestamp, upper);
    request.reply(ResponseCode.SUCCESS).field(OFFSET, offset).send();
  }

  void earliestStoreTime(Request request) throws CommandException {
    LogicalQueue queue = queue(request);
    long time = queue == null ? -1 : store.storeTime(queue, queue.minOffset());
    request.reply(ResponseCode.SUCCESS).field(TIMESTAMP, time).send();
  }

  private LogicalQueue queue(Request request) throws CommandException {
    return store.queue(request.requiredSymbol(TOPIC), request.requiredInt(QUEUE_ID));
  }
}
