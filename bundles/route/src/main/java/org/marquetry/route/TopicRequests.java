/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Request;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.system.Clock;

/** Answers what clients and operators ask of topics and clusters. Thread-safe. */
final class TopicRequests {

  private final RouteRegistry registry;
  private final KeyValueStore keyValues;
  private final CurrentSettings settings;
  private final Clock clock;
  private final long startNanos;
  private final RouteBodies bodies = new RouteBodies();

  TopicRequests(
      RouteRegistry registry, KeyValueStore keyValues, CurrentSettings settings, Clock clock) {
    this.registry = registry;
    this.keyValues = keyValues;
    this.settings = settings;
    this.clock = clock;
    this.startNanos = clock.nanos();
  }

  void route(Request request) throws CommandException {
    String topic = request.requiredSymbol(Fields.TOPIC);
    RouteSettings current = settings.get();
    if (current.needWaitForService() && waiting(current)) {
      throw new CommandException(ResponseCode.SYSTEM_ERROR, "name server not ready");
    }
    String orderConf =
        current.orderMessageEnable() ? keyValues.get(KeyValueStore.ORDERED_TOPICS, topic) : null;
    RouteTables tables = registry.tables();
    boolean actingMaster = current.supportActingMaster();
    byte[] body =
        orderConf == null
            ? bodies.body(tables, topic, actingMaster)
            : RouteJson.route(tables, topic, actingMaster, orderConf);
    if (body == null) {
      throw new CommandException(
          ResponseCode.TOPIC_NOT_EXIST,
          "No topic route info in name server for the topic: "
              + topic
              + ". No broker that is alive has it: create it, or look whether its broker runs");
    }
    request.reply(ResponseCode.SUCCESS).part(ByteBuffer.wrap(body), TopicRequests::keep).send();
  }

  /** The body stays cached, so there is nothing to do when it has been sent. */
  private static void keep() {}

  private boolean waiting(RouteSettings current) {
    return clock.nanos() - startNanos < current.waitSecondsForService() * 1_000_000_000L;
  }

  void clusters(Request request) {
    request.reply(ResponseCode.SUCCESS).body(RouteJson.clusters(registry.tables())).send();
  }

  void allTopics(Request request) throws CommandException {
    allow(settings.get().enableAllTopicList(), "enableAllTopicList");
    topicList(request, registry.tables().topicNames());
  }

  void topicsOfCluster(Request request) throws CommandException {
    allow(settings.get().enableTopicList(), "enableTopicList");
    String cluster = request.requiredText(Fields.CLUSTER);
    RouteTables tables = registry.tables();
    Set<String> brokers = tables.clusters().getOrDefault(cluster, new TreeSet<>());
    topicList(request, select(tables, queues -> brokers.contains(queues.brokerName())));
  }

  void unitTopics(Request request) throws CommandException {
    topicsByKind(request, QueueData::unit);
  }

  void unitSubscriptionTopics(Request request) throws CommandException {
    topicsByKind(request, QueueData::unitSubscription);
  }

  void nonUnitSubscriptionTopics(Request request) throws CommandException {
    topicsByKind(request, queues -> !queues.unit() && queues.unitSubscription());
  }

  private void topicsByKind(Request request, Predicate<QueueData> kind) throws CommandException {
    allow(settings.get().enableTopicList(), "enableTopicList");
    topicList(request, select(registry.tables(), kind));
  }

  private static Collection<String> select(RouteTables tables, Predicate<QueueData> wanted) {
    return tables.topicNames().stream()
        .filter(topic -> tables.queues(topic).values().stream().anyMatch(wanted))
        .toList();
  }

  private static void allow(boolean enabled, String key) throws CommandException {
    if (!enabled) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR, "disable: this list needs " + key + "=true");
    }
  }

  /** Topics that brokers make for themselves: each has its cluster's and its broker's name. */
  void systemTopics(Request request) {
    RouteTables tables = registry.tables();
    Set<String> names = new TreeSet<>(tables.clusters().keySet());
    String address = null;
    for (BrokerData broker : tables.brokers()) {
      names.add(broker.name());
      if (address == null) {
        address = broker.addresses().get(broker.addresses().firstKey());
      }
    }
    request.reply(ResponseCode.SUCCESS).body(RouteJson.topicList(names, address)).send();
  }

  private static void topicList(Request request, Collection<String> topics) {
    request.reply(ResponseCode.SUCCESS).body(RouteJson.topicList(topics, null)).send();
  }

  void deleteTopic(Request request) throws CommandException {
    String cluster = request.text(Fields.CLUSTER_NAME);
    registry.deleteTopic(
        request.requiredText(Fields.TOPIC), cluster == null || cluster.isBlank() ? null : cluster);
    request.reply(ResponseCode.SUCCESS).send();
  }

  void registerTopic(Request request) throws CommandException {
    String topic = request.requiredText(Fields.TOPIC);
    try {
      registry.putTopic(topic, queues(request.bodyBytes()));
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "the body is no route of topic " + topic + ": " + RegistrationReader.reason(e));
    }
    request.reply(ResponseCode.SUCCESS).send();
  }

  private static List<QueueData> queues(byte[] route) throws IOException {
    List<QueueData> queues = new ArrayList<>();
    if (route.length == 0) {
      return queues;
    }
    JsonReader in = RegistrationReader.json(new String(route, UTF_8));
    in.beginObject();
    while (in.hasNext()) {
      if (!in.nextName().equals("queueDatas")) {
        in.skipValue();
        continue;
      }
      in.beginArray();
      while (in.hasNext()) {
        queues.add(queueData(in));
      }
      in.endArray();
    }
    in.endObject();
    return queues;
  }

  private static QueueData queueData(JsonReader in) throws IOException {
    String brokerName = "";
    int readQueues = 0;
    int writeQueues = 0;
    int perm = 0;
    int sysFlag = 0;
    in.beginObject();
    while (in.hasNext()) {
      switch (in.nextName()) {
        case "brokerName" -> brokerName = in.nextString();
        case "readQueueNums" -> readQueues = in.nextInt();
        case "writeQueueNums" -> writeQueues = in.nextInt();
        case "perm" -> perm = in.nextInt();
        case "topicSysFlag", "topicSynFlag" -> sysFlag = in.nextInt();
        default -> in.skipValue();
      }
    }
    in.endObject();
    return new QueueData(brokerName, readQueues, writeQueues, perm, sysFlag);
  }
}
