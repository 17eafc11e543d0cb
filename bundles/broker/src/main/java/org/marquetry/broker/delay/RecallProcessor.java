/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.send.RecallHandles;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.Durability;
import org.marquetry.store.kernel.MessageStore;

/**
 * Takes delayed messages back for producers: code 370. The answer is definite: taken back, already
 * delivered, or not known. Thread-safe; blocks for the disk.
 */
public final class RecallProcessor {

  private static final FieldName TOPIC = new FieldName("topic");
  private static final FieldName HANDLE = new FieldName("recallHandle");
  private static final FieldName MESSAGE_ID = new FieldName("msgId");

  private final LiveSettings settings;
  private final TopicTable topics;
  private final MessageStore store;
  private final DelayedDelivery delivery;

  public RecallProcessor(
      LiveSettings settings, TopicTable topics, MessageStore store, DelayedDelivery delivery) {
    this.settings = settings;
    this.topics = topics;
    this.store = store;
    this.delivery = delivery;
  }

  public void contribute(Processors.Builder builder, Executor executor) {
    builder.on(executor, RequestCode.RECALL_MESSAGE, this::recall);
  }

  private void recall(Request request) throws CommandException {
    String topic = request.requiredSymbol(TOPIC);
    if (!settings.current().timers().recall()) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION,
          "recall failed, operation is forbidden (recallMessageEnable=false)");
    }
    if (topics.find(topic) == null) {
      throw new CommandException(
          ResponseCode.TOPIC_NOT_EXIST, "recall failed, the topic " + topic + " not exist");
    }
    RecallHandles.Handle handle = RecallHandles.read(request.requiredSymbol(HANDLE));
    if (handle == null
        || !handle.topic().equals(topic)
        || !handle.brokerName().equals(settings.current().identity().name())) {
      throw new CommandException(
          ResponseCode.ILLEGAL_OPERATION,
          "recall failed, handle is invalid: it must be one that this broker gave for topic "
              + topic);
    }
    try {
      settle(request, handle, answer(handle));
    } catch (IOException e) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, "recall failed, " + e.getMessage());
    }
  }

  /** {@code null} where nothing is known of the message. */
  private ParkedMessage.State answer(RecallHandles.Handle handle) throws IOException {
    int cancelled = delivery.parked().cancel(handle.uniqueKey(), message -> isOf(handle, message));
    if (cancelled > 0) {
      return ParkedMessage.State.CANCELLED;
    }
    List<ParkedMessage> found =
        delivery.parked().find(handle.uniqueKey()).stream()
            .filter(message -> isOf(handle, message))
            .toList();
    return found.isEmpty() ? null : found.get(0).state();
  }

  private static boolean isOf(RecallHandles.Handle handle, ParkedMessage message) {
    return message.topic().equals(handle.topic()) && message.uniqueKey().equals(handle.uniqueKey());
  }

  private void settle(Request request, RecallHandles.Handle handle, ParkedMessage.State state)
      throws CommandException {
    if (state == null) {
      throw new CommandException(
          ResponseCode.QUERY_NOT_FOUND,
          "recall failed, message unknown: no delayed message "
              + handle.uniqueKey()
              + " of topic "
              + handle.topic()
              + " is in the log");
    }
    if (state != ParkedMessage.State.CANCELLED) {
      throw new CommandException(
          ResponseCode.ILLEGAL_OPERATION,
          "recall failed, message " + handle.uniqueKey() + " has already been delivered");
    }
    if (!settings.current().sends().syncFlush()) {
      request.reply(ResponseCode.SUCCESS).field(MESSAGE_ID, handle.uniqueKey()).send();
      return;
    }
    PendingReply pending = request.defer();
    store.whenDurable(
        store.endPosition(),
        Durability.ON_DISK,
        (position, failure) -> {
          if (failure == null) {
            pending.reply(ResponseCode.SUCCESS).field(MESSAGE_ID, handle.uniqueKey()).send();
          } else {
            pending
                .reply(ResponseCode.SYSTEM_ERROR)
                .remark("the cancellation is not on disk: " + failure.getMessage())
                .send();
          }
        });
  }
}
