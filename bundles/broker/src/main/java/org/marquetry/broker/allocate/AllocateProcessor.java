/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.marquetry.allocate.QueueId;
import org.marquetry.broker.client.ConsumerGroup;
import org.marquetry.broker.client.Consumers;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.group.SubscriptionGroups;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.PendingReply;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.system.Scheduler;

/**
 * Answers clients that have the broker allocate their queues, and tools that say how a group gets
 * its messages. Thread-safe.
 */
final class AllocateProcessor {

  /**
   * Clients wait a second when they ask for the first time, and never ask again where that was in
   * vain. An answer without queues has them keep what they have.
   */
  private static final long PATIENCE_MILLIS = 500;

  private final LiveSettings settings;
  private final TopicTable topics;
  private final SubscriptionGroups groups;
  private final Consumers consumers;
  private final TopicQueues queues;
  private final Allocations allocations;
  private final RulesInForce rules;
  private final RequestModes modes;
  private final WhoAsks asks;
  private final Scheduler scheduler;

  AllocateProcessor(
      LiveSettings settings,
      TopicTable topics,
      SubscriptionGroups groups,
      Consumers consumers,
      TopicQueues queues,
      Allocations allocations,
      RulesInForce rules,
      RequestModes modes,
      WhoAsks asks,
      Scheduler scheduler) {
    this.settings = settings;
    this.topics = topics;
    this.groups = groups;
    this.consumers = consumers;
    this.queues = queues;
    this.allocations = allocations;
    this.rules = rules;
    this.modes = modes;
    this.asks = asks;
    this.scheduler = scheduler;
  }

  void contribute(Processors.Builder builder, Executor executor) {
    builder
        .on(executor, RequestCode.QUERY_ASSIGNMENT, this::assignment)
        .on(executor, RequestCode.SET_MESSAGE_REQUEST_MODE, this::setMode)
        .on(executor, RequestCode.GET_ALL_MESSAGE_REQUEST_MODE, this::modes);
  }

  /** Who asks for what. */
  private record Query(
      String topic, String group, String client, boolean broadcasting, String strategy) {

    static Query read(JsonObject body) throws CommandException {
      String model = required(body, "messageModel");
      if (!model.equals("CLUSTERING") && !model.equals("BROADCASTING")) {
        throw new CommandException(
            ResponseCode.SYSTEM_ERROR,
            "messageModel " + model + ": allowed are CLUSTERING and BROADCASTING");
      }
      return new Query(
          required(body, "topic"),
          required(body, "consumerGroup"),
          required(body, "clientId"),
          model.equals("BROADCASTING"),
          JsonFields.textOr(body, "strategyName", null));
    }
  }

  private static String required(JsonObject body, String name) throws CommandException {
    String text = JsonFields.textOr(body, name, "");
    if (text.isEmpty()) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, "the request names no " + name);
    }
    return text;
  }

  private void assignment(Request request) throws CommandException {
    Query query = Query.read(JsonFields.body(request.bodyBytes()));
    RequestMode mode = mode(query);
    OneAnswer answer = new OneAnswer(request.defer(), mode.mode());
    Scheduler.Task patience =
        scheduler.after("queue assignment", PATIENCE_MILLIS, () -> answer.give(null));
    var unused =
        queuesFor(query, mode)
            .whenComplete(
                (given, failure) -> {
                  if (answer.give(failure == null ? given : null)) {
                    patience.cancel();
                  } else if (given != null) {
                    allocations.tell(query.group);
                  }
                });
  }

  private RequestMode mode(Query query) {
    boolean perMember = consumers.perMember(query.group);
    RequestMode said = modes.of(query.topic, query.group);
    if (said != null && !perMember) {
      return said;
    }
    // Messages to be retried are always pulled, and so are those that each member has a share of.
    String mode =
        perMember || TopicNames.isRetry(query.topic)
            ? RequestMode.PULL
            : settings.current().allocation().defaultRequestMode();
    return new RequestMode(
        query.topic, query.group, mode, settings.current().allocation().defaultPopShareQueues());
  }

  /** Of {@code null} where the client is to keep what it has. */
  private CompletableFuture<Collection<QueueId>> queuesFor(Query query, RequestMode mode) {
    if (query.broadcasting && TopicNames.isLight(query.topic)) {
      // As with RocketMQ: whoever broadcasts asks for a topic's route, which it does not have.
      return CompletableFuture.completedFuture(null);
    }
    boolean balanced = settings.current().allocation().serverLoadBalancer();
    if (query.broadcasting || !balanced) {
      return queues.of(query.topic).thenApply(all -> all);
    }
    ConsumerGroup group = consumers.online(query.group);
    if (group == null) {
      return CompletableFuture.completedFuture(null);
    }
    ConsumerGroup crew = consumers.crew(group, query.client);
    List<String> members = Allocations.ids(crew);
    if (members.contains(query.client)) {
      asks.asked(
          query.group, query.client, new WhoAsks.Way(true, query.strategy), Allocations.ids(group));
    }
    boolean pop = mode.mode().equals(RequestMode.POP);
    if (pop && PopQueues.shared(mode.popShareQueueNum(), members.size())) {
      return queues.of(query.topic).thenApply(all -> all == null ? null : PopQueues.any(all));
    }
    return rules
        .of(group, query.strategy)
        .thenCompose(
            rule ->
                rule == null
                    ? CompletableFuture.completedFuture(null)
                    : allocations.given(crew.name(), query.topic, rule.strategy(), rule.settings()))
        .thenApply(
            given -> {
              if (given == null || given.assignment() == null) {
                return null;
              }
              allocations.giveOut(crew.name(), query.topic, given);
              return pop
                  ? PopQueues.of(query.client, members, given.assignment(), mode.popShareQueueNum())
                  : new LinkedHashSet<>(given.assignment().of(query.client));
            });
  }

  /** An answer that is given once, by whoever is first. */
  private static final class OneAnswer {

    private final PendingReply pending;
    private final String mode;
    private boolean given;

    OneAnswer(PendingReply pending, String mode) {
      this.pending = pending;
      this.mode = mode;
    }

    /**
     * @param queues {@code null} where the client is to keep what it has
     */
    boolean give(Collection<QueueId> queues) {
      synchronized (this) {
        if (given) {
          return false;
        }
        given = true;
      }
      JsonText body = new JsonText().object();
      if (queues != null) {
        body.name("messageQueueAssignments").array();
        for (QueueId queue : queues) {
          body.object();
          body.name("messageQueue").queue(queue.topic(), queue.broker(), queue.number());
          body.name("mode").value(mode).end();
        }
        body.end();
      }
      pending.reply(ResponseCode.SUCCESS).body(body.end().bytes()).send();
      return true;
    }
  }

  private void setMode(Request request) throws CommandException, IOException {
    JsonObject body = JsonFields.body(request.bodyBytes());
    String topic = required(body, "topic");
    String group = required(body, "consumerGroup");
    if (TopicNames.isRetry(topic)) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION, "retry topic is not allowed to set mode");
    }
    if (topics.find(topic) == null) {
      throw new CommandException(ResponseCode.TOPIC_NOT_EXIST, "topic[" + topic + "] not exist");
    }
    if (groups.find(group) == null) {
      throw new CommandException(
          ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, "subscription group does not exist");
    }
    RequestMode mode = RequestMode.read(body);
    if (mode == null) {
      throw new CommandException(
          ResponseCode.INVALID_PARAMETER,
          "mode " + JsonFields.textOr(body, "mode", "") + ": allowed are PULL and POP");
    }
    if (mode.mode().equals(RequestMode.POP) && consumers.perMember(group)) {
      throw new CommandException(
          ResponseCode.NO_PERMISSION,
          "group "
              + group
              + " is in per-member mode, in which messages are pulled and not popped: call"
              + " mq:group-mode "
              + group
              + " shared before");
    }
    modes.put(mode);
    request.reply(ResponseCode.SUCCESS).send();
  }

  private void modes(Request request) {
    request.reply(ResponseCode.SUCCESS).body(modes.bytes()).send();
  }
}
