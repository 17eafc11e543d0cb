/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.concurrent.Executor;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.kernel.LogicalQueue;

/**
 * Takes what consumers say of messages they have popped: that they are done with them, or need them
 * hidden for another time. A receipt that is no longer the newest changes nothing. Thread-safe;
 * blocks for the disk.
 */
final class ReceiptProcessor {

  private static final FieldName GROUP = new FieldName("consumerGroup");
  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName QUEUE_ID = new FieldName("queueId");
  private static final FieldName RECEIPT = new FieldName("extraInfo");
  private static final FieldName OFFSET = new FieldName("offset");
  private static final FieldName INVISIBLE = new FieldName("invisibleTime");
  private static final FieldName POP_TIME = new FieldName("popTime");
  private static final FieldName REVIVE_QUEUE = new FieldName("reviveQid");

  private final PopParts parts;
  private final PopTable table;
  private final PopWork work;

  ReceiptProcessor(PopParts parts, PopTable table, PopWork work) {
    this.parts = parts;
    this.table = table;
    this.work = work;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.ACK_MESSAGE, this::acknowledge)
        .on(executor, RequestCode.BATCH_ACK_MESSAGE, this::acknowledgeSeveral)
        .on(executor, RequestCode.CHANGE_MESSAGE_INVISIBLETIME, this::change);
  }

  private void acknowledge(Request request) throws CommandException, IOException {
    String group = request.requiredSymbol(GROUP);
    String topic = request.requiredSymbol(TOPIC);
    long offset = request.requiredLong(OFFSET);
    Receipt receipt = Receipt.parse(request.requiredText(RECEIPT), offset);
    PopKey key = key(receipt, group, topic, request.requiredInt(QUEUE_ID));
    requireMessage(key, offset);
    requirePopped(key, receipt, offset);
    settle(key, receipt.ordered(), receipt.startOffset(), receipt.popTime(), new long[] {offset});
    request.reply(ResponseCode.SUCCESS).send();
  }

  private static PopKey key(Receipt receipt, String group, String topic, int queueId) {
    return new PopKey(group, RetryTopics.named(receipt, group, topic), queueId);
  }

  private void requireMessage(PopKey key, long offset) throws CommandException {
    TopicConfig topic = parts.topics().find(key.topic());
    if (topic == null) {
      throw new CommandException(
          ResponseCode.TOPIC_NOT_EXIST, "topic[" + key.topic() + "] not exist");
    }
    if (key.queueId() < 0 || key.queueId() >= topic.readQueues()) {
      throw new CommandException(
          ResponseCode.MESSAGE_ILLEGAL,
          "queueId["
              + key.queueId()
              + "] is illegal, topic:["
              + key.topic()
              + "] has "
              + topic.readQueues()
              + " read queues");
    }
    LogicalQueue queue = parts.store().queue(key.topic(), key.queueId());
    if (queue == null || offset < queue.minOffset() || offset >= queue.maxOffset()) {
      throw new CommandException(
          ResponseCode.NO_MESSAGE,
          "offset "
              + offset
              + " of "
              + key.topic()
              + "/"
              + key.queueId()
              + " is illegal: no message is there");
    }
  }

  private void requirePopped(PopKey key, Receipt receipt, long offset) throws CommandException {
    PopState state = receipt.ordered() ? table.find(key) : null;
    if (state == null) {
      return;
    }
    synchronized (state) {
      OrderedBatch batch = state.ordered;
      if (batch.popTime() == receipt.popTime() && !batch.has(offset, batch.popTime())) {
        throw new CommandException(
            ResponseCode.MESSAGE_ILLEGAL,
            "offset " + offset + " of " + key + " is none of those popped: " + batch.offsets());
      }
    }
  }

  private void settle(PopKey key, boolean ordered, long startOffset, long popTime, long[] offsets)
      throws IOException {
    PopState state = table.of(key);
    if (!ordered) {
      table.settle(state, startOffset, popTime, offsets);
      return;
    }
    synchronized (state) {
      OrderedBatch batch = state.ordered;
      for (long offset : offsets) {
        batch = batch.has(offset, popTime) ? batch.acknowledge(offset) : batch;
      }
      if (batch.acknowledged() != state.ordered.acknowledged()) {
        table.order(state, batch, -1);
      }
    }
    work.waits().wake(key.group(), key.topic(), key.queueId());
  }

  private void acknowledgeSeveral(Request request) throws CommandException, IOException {
    JsonObject body = JsonFields.body(request.bodyBytes());
    if (!(body.get("acks") instanceof JsonArray acks) || acks.isEmpty()) {
      throw new CommandException(ResponseCode.NO_MESSAGE, "the batch has no acknowledgement");
    }
    for (JsonElement element : acks) {
      if (element instanceof JsonObject ack) {
        acknowledge(ack);
      }
    }
    request.reply(ResponseCode.SUCCESS).send();
  }

  private void acknowledge(JsonObject ack) throws CommandException, IOException {
    String group = JsonFields.textOr(ack, "c", "");
    String original = JsonFields.textOr(ack, "t", "");
    String topic =
        switch (JsonFields.textOr(ack, "r", Receipt.NORMAL)) {
          case Receipt.RETRY -> RetryTopics.of(group, original);
          case Receipt.RETRY_V2 -> RetryTopics.second(group, original);
          default -> original;
        };
    PopKey key = new PopKey(group, topic, (int) JsonFields.longOr(ack, "q", -1));
    long start = JsonFields.longOr(ack, "so", -1);
    boolean ordered = JsonFields.longOr(ack, "rq", 0) == Receipt.ORDERED;
    long[] offsets = offsets(start, JsonFields.textOr(ack, "b", ""));
    for (long offset : offsets) {
      requireMessage(key, offset);
    }
    settle(key, ordered, start, JsonFields.longOr(ack, "pt", -1), offsets);
  }

  private static long[] offsets(long start, String bits) throws CommandException {
    try {
      return BitSet.valueOf(Base64.getDecoder().decode(bits)).stream()
          .mapToLong(bit -> start + bit)
          .toArray();
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ResponseCode.MESSAGE_ILLEGAL, "the set of acknowledged messages is no Base64: " + bits);
    }
  }

  private void change(Request request) throws CommandException, IOException {
    String group = request.requiredSymbol(GROUP);
    String topic = request.requiredSymbol(TOPIC);
    long offset = request.requiredLong(OFFSET);
    long invisible = request.requiredLong(INVISIBLE);
    Receipt receipt = Receipt.parse(request.requiredText(RECEIPT), offset);
    PopKey key = key(receipt, group, topic, request.requiredInt(QUEUE_ID));
    requireMessage(key, offset);
    PopState state = table.of(key);
    if (receipt.ordered()) {
      changeInOrder(request, state, receipt, offset, Math.max(0, invisible));
      return;
    }
    // Never the same pop time twice: it is what tells the newest receipt.
    long now = Math.max(work.time().now(), receipt.popTime() + 1);
    if (!table.change(state, receipt, now, Math.max(0, invisible))) {
      throw noLongerValid();
    }
    request
        .reply(ResponseCode.SUCCESS)
        .field(POP_TIME, now)
        .field(INVISIBLE, invisible)
        .field(REVIVE_QUEUE, receipt.reviveQueue())
        .send();
  }

  /** The receipt stays what it is: the time counts from the pop on. */
  private void changeInOrder(
      Request request, PopState state, Receipt receipt, long offset, long invisible)
      throws CommandException, IOException {
    long until = work.time().now() + invisible;
    synchronized (state) {
      if (!state.ordered.has(offset, receipt.popTime())) {
        throw noLongerValid();
      }
      table.order(state, state.ordered.hide(offset, until), -1);
    }
    request
        .reply(ResponseCode.SUCCESS)
        .field(POP_TIME, receipt.popTime())
        .field(INVISIBLE, until - receipt.popTime())
        .field(REVIVE_QUEUE, receipt.reviveQueue())
        .send();
  }

  private static CommandException noLongerValid() {
    return new CommandException(
        ResponseCode.NO_MESSAGE,
        "the receipt is no longer valid: its message was acknowledged, or its time was over");
  }
}
