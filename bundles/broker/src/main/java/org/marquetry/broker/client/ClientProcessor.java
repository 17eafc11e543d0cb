/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.filter.Condition;
import org.marquetry.broker.filter.Filters;
import org.marquetry.broker.filter.Illegal;
import org.marquetry.broker.group.SubscriptionGroup;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.pull.Subscription;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.plugin.Gap;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.FieldName;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;

/** Answers clients that come, stay, leave, and ask who else is there. Thread-safe. */
public final class ClientProcessor {

  private static final FieldName CLIENT_ID = new FieldName("clientID");
  private static final FieldName PRODUCER_GROUP = new FieldName("producerGroup");
  private static final FieldName CONSUMER_GROUP = new FieldName("consumerGroup");
  private static final FieldName SUPPORTS_FINGERPRINTS = new FieldName("IS_SUPPORT_HEART_BEAT_V2");
  private static final FieldName SUBSCRIPTION_CHANGED = new FieldName("IS_SUB_CHANGE");

  private final Clients clients;
  private final SubscriptionGroups groups;
  private final TopicTable topics;
  private final Filters filters;
  private final MemberLists lists;
  private final LiveSettings settings;
  private final NewSubscriptions newSubscriptions;

  /**
   * @param lists decides which members a client is shown
   */
  public ClientProcessor(
      Clients clients,
      SubscriptionGroups groups,
      TopicTable topics,
      Filters filters,
      MemberLists lists,
      LiveSettings settings) {
    this.clients = clients;
    this.groups = groups;
    this.topics = topics;
    this.filters = filters;
    this.lists = lists;
    this.settings = settings;
    newSubscriptions = new NewSubscriptions(filters);
  }

  public void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.HEART_BEAT, this::heartbeat)
        .on(executor, RequestCode.UNREGISTER_CLIENT, this::unregister)
        .on(executor, RequestCode.GET_CONSUMER_LIST_BY_GROUP, this::members)
        .on(executor, RequestCode.CHECK_CLIENT_CONFIG, this::check);
  }

  private void heartbeat(Request request) throws CommandException, IOException {
    Heartbeat heartbeat = Heartbeat.read(request.bodyBytes());
    Client client = Client.of(heartbeat.clientId(), request);
    for (Heartbeat.Consumer consumer : heartbeat.consumers()) {
      SubscriptionGroup group = groups.find(consumer.group());
      if (group != null) {
        ensureRetryTopic(group, consumer);
        boolean news =
            clients
                .consumers()
                .register(
                    consumer,
                    client,
                    heartbeat.withoutSubscriptions() ? null : consumer.subscriptions());
        if (news) {
          newSubscriptions.look(consumer.group(), client.id(), consumer.subscriptions());
        }
      }
    }
    for (String group : heartbeat.producerGroups()) {
      clients.producers().register(group, client);
    }
    boolean changed = clients.watch(client.connection(), heartbeat.fingerprint());
    request
        .reply(ResponseCode.SUCCESS)
        .field(SUPPORTS_FINGERPRINTS, true)
        .field(SUBSCRIPTION_CHANGED, changed)
        .send();
  }

  /**
   * Tools find a group only through the route of its retry topic, so it is there from the start.
   */
  private void ensureRetryTopic(SubscriptionGroup group, Heartbeat.Consumer consumer)
      throws IOException {
    if (group.retryQueueNums() <= 0) {
      return;
    }
    boolean order = false;
    for (Subscription subscription : consumer.subscriptions()) {
      TopicConfig topic = topics.find(subscription.topic());
      order |= topic != null && topic.order();
    }
    topics.retryTopic(group.groupName(), group.retryQueueNums(), order);
  }

  private void unregister(Request request) throws CommandException {
    String clientId = request.requiredText(CLIENT_ID);
    String producerGroup = request.text(PRODUCER_GROUP);
    if (producerGroup != null) {
      clients.producers().unregister(producerGroup, clientId);
    }
    String consumerGroup = request.text(CONSUMER_GROUP);
    if (consumerGroup != null) {
      clients.consumers().unregister(consumerGroup, clientId);
    }
    request.reply(ResponseCode.SUCCESS).send();
  }

  private void members(Request request) throws CommandException {
    String name = request.requiredText(CONSUMER_GROUP);
    ConsumerGroup group = clients.consumers().online(name);
    if (group == null) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, "no consumer for this group, " + name);
    }
    if (clients.consumers().perMember().foreign(name, request.connection())) {
      // A client that is answered so keeps the queues that it has, and asks again.
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "group " + name + " is in per-member mode: a member is answered after its heartbeat");
    }
    CompletableFuture<List<String>> shown = lists.shown(group, request.connection());
    if (shown == null) {
      request.reply(ResponseCode.SUCCESS).body(ids(trueIds(group, request.connection()))).send();
      return;
    }
    PendingReply pending = request.defer();
    var unused =
        shown.whenComplete(
            (ids, failure) -> {
              if (failure == null) {
                byte[] body = ids(ids == null ? trueIds(group, request.connection()) : ids);
                pending.reply(ResponseCode.SUCCESS).body(body).send();
              } else {
                // A client that is answered so keeps the queues that it has, and asks again.
                pending.reply(ResponseCode.SYSTEM_ERROR).remark(reason(failure)).send();
              }
            });
  }

  private List<String> trueIds(ConsumerGroup group, Connection asking) {
    return clients.consumers().perMember().peers(group, asking).stream()
        .map(Member::clientId)
        .toList();
  }

  private static byte[] ids(List<String> ids) {
    return new JsonText().object().name("consumerIdList").values(ids).end().bytes();
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return "the list of clients is not decided yet: " + cause.getMessage();
  }

  /** Whether the broker can filter as a consumer that starts wants it to. */
  private void check(Request request) throws CommandException {
    JsonObject data = JsonFields.object(JsonFields.body(request.bodyBytes()), "subscriptionData");
    Subscription subscription = data == null ? null : Heartbeat.subscription(data);
    if (subscription == null || subscription.byTag()) {
      request.reply(ResponseCode.SUCCESS).send();
      return;
    }
    if (subscription.illegal() != null) {
      throw new CommandException(
          ResponseCode.SUBSCRIPTION_PARSE_FAILED, subscription.illegal().text());
    }
    Condition.Matches wanted = (Condition.Matches) subscription.condition();
    if (!settings.current().pulls().propertyFilters() || !filters.known(wanted.name())) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, Filters.unsupported(wanted.name()));
    }
    PendingReply pending = request.defer();
    filters.check(
        wanted.name(),
        wanted.expression(),
        new Filters.Checked() {
          @Override
          public void legal() {
            pending.reply(ResponseCode.SUCCESS).send();
          }

          @Override
          public void illegal(Illegal illegal) {
            pending.reply(ResponseCode.SUBSCRIPTION_PARSE_FAILED).remark(illegal.text()).send();
          }

          @Override
          public void unknown(Gap gap) {
            // The subscription waits until the filter works, and is judged then.
            pending.reply(ResponseCode.SUCCESS).send();
          }
        });
  }
}
