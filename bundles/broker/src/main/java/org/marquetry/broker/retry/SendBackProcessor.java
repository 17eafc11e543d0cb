/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.retry;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.group.SubscriptionGroup;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.send.OffsetIds;
import org.marquetry.broker.stats.BrokerStats;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.AppendStatus;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;
import org.marquetry.store.kernel.MessageStore;

/**
 * Takes back messages that a consumer failed on: stores them again, to be delivered after a delay
 * that grows with every failure, or among the group's dead letters when they have failed too often.
 * Thread-safe.
 */
public final class SendBackProcessor {

  private static final FieldName OFFSET = new FieldName("offset");
  private static final FieldName GROUP = new FieldName("group");
  private static final FieldName DELAY_LEVEL = new FieldName("delayLevel");
  private static final FieldName MAX_RECONSUME_TIMES = new FieldName("maxReconsumeTimes");

  /** Clients before 3.4.9 put something else into the field. */
  private static final int FIRST_VERSION_WITH_MAX_RECONSUME_TIMES = 121;

  /** Level of the first retry; every further one is a level higher. */
  private static final int FIRST_LEVEL = 3;

  private final SubscriptionGroups groups;
  private final TopicTable topics;
  private final MessageStore store;
  private final MessageWriter writer;
  private final BrokerStats stats;
  private final LiveSettings settings;
  private final AtomicInteger turn = new AtomicInteger();

  public SendBackProcessor(
      SubscriptionGroups groups,
      TopicTable topics,
      MessageStore store,
      MessageWriter writer,
      BrokerStats stats,
      LiveSettings settings) {
    this.groups = groups;
    this.topics = topics;
    this.store = store;
    this.writer = writer;
    this.stats = stats;
    this.settings = settings;
  }

  public void contribute(Processors.Builder builder, Executor executor) {
    builder.on(executor, RequestCode.CONSUMER_SEND_MSG_BACK, this::sendBack);
  }

  private void sendBack(Request request) throws CommandException, IOException {
    long offset = request.requiredLong(OFFSET);
    SubscriptionGroup group = group(request.requiredSymbol(GROUP));
    if (!Permission.writable(settings.current().topics().permission())) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION, "the broker refuses messages (brokerPermission)");
    }
    if (group.retryQueueNums() <= 0) {
      request.reply(ResponseCode.SUCCESS).send();
      return;
    }
    TopicConfig retries = topics.retryTopic(group.groupName(), group.retryQueueNums(), false);
    if (!Permission.writable(retries.permission())) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION, "the topic " + retries.name() + " is not writable");
    }
    LogView view = store.record(offset);
    if (view == null) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "look message by offset failed, " + offset);
    }
    try {
      MessageRecord record = new MessageRecord().wrap(view.buffer(), 0);
      int level = request.intOr(DELAY_LEVEL, 0);
      boolean givenUp = level < 0 || record.reconsumeTimes() >= mostTimes(request, group);
      Appended appended = new Appended();
      AppendStatus status =
          givenUp
              ? storeDeadLetter(group, record, appended)
              : storeRetry(retries, record, level, appended);
      settle(request, status, appended);
      if (status == AppendStatus.OK) {
        count(group, record, givenUp);
      }
    } finally {
      view.release();
    }
  }

  private SubscriptionGroup group(String name) throws CommandException {
    SubscriptionGroup group = groups.find(name);
    if (group == null) {
      throw new CommandException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "subscription group not exist, " + name);
    }
    return group;
  }

  private static int mostTimes(Request request, SubscriptionGroup group) throws CommandException {
    return request.version() >= FIRST_VERSION_WITH_MAX_RECONSUME_TIMES
        ? request.intOr(MAX_RECONSUME_TIMES, group.retryMaxTimes())
        : group.retryMaxTimes();
  }

  private AppendStatus storeDeadLetter(
      SubscriptionGroup group, MessageRecord record, Appended appended) throws IOException {
    TopicConfig deadLetters = topics.deadLetterTopic(group.groupName());
    MessageDraft draft = draft(record, 0);
    String tag = record.property(PropertyNames.TAGS);
    draft.tagsCode(tag == null ? 0 : tag.hashCode());
    return writer.write(deadLetters.name(), 0, draft, appended);
  }

  private AppendStatus storeRetry(
      TopicConfig retries, MessageRecord record, int askedLevel, Appended appended)
      throws IOException {
    int wanted = askedLevel == 0 ? FIRST_LEVEL + record.reconsumeTimes() : askedLevel;
    int level = Math.min(wanted, settings.current().delays().max());
    int queueId = Math.floorMod(turn.getAndIncrement(), Math.max(1, retries.writeQueues()));
    return writer.writeDelayed(level, retries.name(), queueId, draft(record, level), appended);
  }

  /** The message once more, as a consumer's failure leaves it. */
  private static MessageDraft draft(MessageRecord record, int level) {
    Map<String, String> properties = PropertyBytes.decode(record.properties());
    properties.putIfAbsent(PropertyNames.RETRY_TOPIC, record.topic());
    properties.putIfAbsent(
        PropertyNames.ORIGIN_MESSAGE_ID, new OffsetIds(record.storeHost()).of(record.position()));
    properties.put(PropertyNames.WAIT_STORE_OK, "false");
    properties.put(PropertyNames.DELAY_LEVEL, Integer.toString(level));
    properties.remove(PropertyNames.REAL_TOPIC);
    properties.remove(PropertyNames.REAL_QUEUE_ID);
    byte[] encoded = PropertyBytes.encode(properties);
    return new MessageDraft()
        .like(record)
        .reconsumeTimes(record.reconsumeTimes() + 1)
        .properties(encoded, 0, encoded.length);
  }

  /** The consumer drops the message once it is answered, so the answer waits for the disk. */
  private void settle(Request request, AppendStatus status, Appended appended)
      throws CommandException {
    if (status != AppendStatus.OK) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "the store does not take the message: " + store.reason(status));
    }
    if (!settings.current().sends().syncFlush()) {
      request.reply(ResponseCode.SUCCESS).send();
      return;
    }
    PendingReply pending = request.defer();
    store.whenDurable(
        appended.endPosition(),
        Durability.ON_DISK,
        (position, failure) -> {
          if (failure == null) {
            pending.reply(ResponseCode.SUCCESS).send();
          } else {
            pending
                .reply(ResponseCode.SYSTEM_ERROR)
                .remark("the message is not on disk: " + failure.getMessage())
                .send();
          }
        });
  }

  private void count(SubscriptionGroup group, MessageRecord record, boolean givenUp) {
    String topic = record.property(PropertyNames.RETRY_TOPIC);
    String counted = topic == null ? record.topic() : topic;
    stats.sentBack(group.groupName(), counted);
    if (givenUp) {
      stats.deadLetter(group.groupName(), counted);
    }
  }
}
