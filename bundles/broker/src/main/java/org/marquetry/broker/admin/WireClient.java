/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.marquetry.admin.AdminException;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.registration.Caller;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyBytes;
import org.marquetry.message.PropertyNames;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.system.Clock;

/**
 * Does over the wire what a producer and a consumer do: asks a name server for the route, sends to
 * and pulls from the broker that it names. Thread-safe; blocks for the network.
 */
final class WireClient {

  static final String PRODUCER_GROUP = "SELF_TEST_P_GROUP";
  private static final String CONSUMER_GROUP = "TOOLS_CONSUMER";
  private static final int DEFAULT_QUEUES = 4;
  private static final long TIMEOUT_MILLIS = 3_000;
  private static final long POLL_MILLIS = 1_000;

  /** May wait for a message; the subscription is in the request. */
  private static final int PULL_FLAGS = 2 | 4;

  private final Caller caller;
  private final Supplier<List<String>> nameServers;
  private final Clock clock;

  WireClient(Caller caller, Supplier<List<String>> nameServers, Clock clock) {
    this.caller = caller;
    this.nameServers = nameServers;
    this.clock = clock;
  }

  /**
   * Queues of a topic on one broker.
   *
   * @param address of the master
   */
  record Target(String broker, String address, int readQueues, int writeQueues) {}

  /** What a broker answers to a send. */
  record Receipt(String uniqueKey, String offsetId, int queueId, long queueOffset) {}

  /** What a pull brings. */
  record Pulled(long nextOffset, List<String> uniqueKeys) {}

  /**
   * Where a topic is, by the first name server that answers; empty where it is not known.
   *
   * @throws AdminException if none answers
   */
  List<Target> route(String topic) throws AdminException {
    List<String> servers = nameServers.get();
    if (servers.isEmpty()) {
      throw new AdminException("no name server is configured: set namesrvAddr");
    }
    AdminException last = null;
    for (String server : servers) {
      try {
        Command answer =
            call(
                server,
                Command.request(RequestCode.GET_ROUTEINFO_BY_TOPIC, Map.of("topic", topic)),
                TIMEOUT_MILLIS);
        if (answer.code() == ResponseCode.TOPIC_NOT_EXIST) {
          return List.of();
        }
        return targets(required(server, answer));
      } catch (AdminException e) {
        last = e;
      }
    }
    throw last;
  }

  private static List<Target> targets(Command answer) throws AdminException {
    JsonObject route;
    try {
      route = JsonFields.body(answer.body());
    } catch (CommandException e) {
      throw new AdminException("a name server's route cannot be understood", e);
    }
    Map<String, String> masters = new LinkedHashMap<>();
    for (JsonObject broker : JsonFields.objects(route, "brokerDatas")) {
      JsonObject addresses = JsonFields.object(broker, "brokerAddrs");
      String master = addresses == null ? null : JsonFields.textOr(addresses, "0", null);
      if (master != null) {
        masters.put(JsonFields.textOr(broker, "brokerName", ""), master);
      }
    }
    List<Target> targets = new ArrayList<>();
    for (JsonObject queues : JsonFields.objects(route, "queueDatas")) {
      String broker = JsonFields.textOr(queues, "brokerName", "");
      int permission = JsonFields.intOr(queues, "perm", 0);
      if (masters.containsKey(broker)) {
        targets.add(
            new Target(
                broker,
                masters.get(broker),
                Permission.readable(permission) ? JsonFields.intOr(queues, "readQueueNums", 0) : 0,
                Permission.writable(permission)
                    ? JsonFields.intOr(queues, "writeQueueNums", 0)
                    : 0));
      }
    }
    return targets;
  }

  /**
   * The first broker of a route that takes messages; for a topic that is not there yet one that
   * makes it when something is sent to it.
   */
  Target writable(String topic) throws AdminException {
    for (String name : List.of(topic, TopicNames.AUTO_CREATE)) {
      for (Target target : route(name)) {
        if (target.writeQueues() > 0) {
          return target;
        }
      }
    }
    throw new AdminException(
        "no broker takes messages for topic " + topic + ": create it with mq:topic-create");
  }

  /**
   * @param queueId -1 lets the broker choose
   * @param tag and {@code key}: {@code null} or empty for none
   */
  Receipt send(Target target, String topic, int queueId, String tag, String key, byte[] body)
      throws AdminException {
    Map<String, String> properties = new LinkedHashMap<>();
    if (tag != null && !tag.isEmpty()) {
      properties.put(PropertyNames.TAGS, tag);
    }
    if (key != null && !key.isEmpty()) {
      properties.put(PropertyNames.KEYS, key);
    }
    properties.put(PropertyNames.WAIT_STORE_OK, "true");
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("a", PRODUCER_GROUP);
    fields.put("b", topic);
    fields.put("c", TopicNames.AUTO_CREATE);
    fields.put("d", Integer.toString(DEFAULT_QUEUES));
    fields.put("e", Integer.toString(queueId));
    fields.put("f", "0");
    fields.put("g", Long.toString(clock.millis()));
    fields.put("h", "0");
    fields.put("i", new String(PropertyBytes.encode(properties), UTF_8));
    fields.put("j", "0");
    fields.put("k", "false");
    fields.put("m", "false");
    Command answer =
        required(
            target.address(),
            call(
                target.address(),
                Command.request(RequestCode.SEND_MESSAGE_V2, fields, body),
                TIMEOUT_MILLIS));
    String offsetId = answer.fields().get("msgId");
    return new Receipt(
        answer.fields().getOrDefault("transactionId", offsetId),
        offsetId,
        (int) number(answer, "queueId"),
        number(answer, "queueOffset"));
  }

  /** Pulls once; waits a second for a message where there is none. */
  Pulled pull(Target target, String topic, int queueId, long offset) throws AdminException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("consumerGroup", CONSUMER_GROUP);
    fields.put("topic", topic);
    fields.put("queueId", Integer.toString(queueId));
    fields.put("queueOffset", Long.toString(offset));
    fields.put("maxMsgNums", "32");
    fields.put("sysFlag", Integer.toString(PULL_FLAGS));
    fields.put("commitOffset", "0");
    fields.put("suspendTimeoutMillis", Long.toString(POLL_MILLIS));
    fields.put("subscription", "*");
    fields.put("subVersion", "0");
    fields.put("expressionType", "TAG");
    Command answer =
        call(
            target.address(),
            Command.request(RequestCode.PULL_MESSAGE, fields),
            POLL_MILLIS + TIMEOUT_MILLIS);
    if (answer.code() == ResponseCode.PULL_NOT_FOUND
        || answer.code() == ResponseCode.PULL_RETRY_IMMEDIATELY
        || answer.code() == ResponseCode.PULL_OFFSET_MOVED) {
      return new Pulled(number(answer, "nextBeginOffset"), List.of());
    }
    required(target.address(), answer);
    return new Pulled(number(answer, "nextBeginOffset"), uniqueKeys(answer.body()));
  }

  private static List<String> uniqueKeys(byte[] body) throws AdminException {
    List<String> keys = new ArrayList<>();
    MessageRecord record = new MessageRecord();
    int at = 0;
    try {
      while (at < body.length) {
        record.wrap(ByteBuffer.wrap(body), at);
        keys.add(record.property(PropertyNames.UNIQUE_KEY));
        at += record.size();
      }
    } catch (IllegalArgumentException e) {
      throw new AdminException("the pulled messages cannot be understood: " + e.getMessage(), e);
    }
    return keys;
  }

  private static long number(Command answer, String field) throws AdminException {
    String text = answer.fields().get(field);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new AdminException("the broker's answer has " + field + "=" + text, e);
    }
  }

  /** Has every name server forget a topic; those that are out of reach find out by themselves. */
  void forgetTopic(String topic, String cluster) {
    for (String server : nameServers.get()) {
      var unused =
          caller.call(
              server,
              Command.request(
                  RequestCode.DELETE_TOPIC_IN_NAMESRV,
                  Map.of("topic", topic, "clusterName", cluster)),
              TIMEOUT_MILLIS);
    }
  }

  private static Command required(String address, Command answer) throws AdminException {
    if (answer.code() != ResponseCode.SUCCESS) {
      throw new AdminException(
          address
              + " answers with code "
              + answer.code()
              + ": "
              + (answer.code() == ResponseCode.FLUSH_DISK_TIMEOUT && answer.remark() == null
                  ? "the message is stored but not on the disk (FLUSH_DISK_TIMEOUT)"
                  : answer.remark()));
    }
    return answer;
  }

  private Command call(String address, Command request, long timeoutMillis) throws AdminException {
    CompletableFuture<Command> answer = caller.call(address, request, timeoutMillis);
    try {
      return answer.get(timeoutMillis + TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AdminException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new AdminException(address + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("interrupted while waiting for " + address, e);
    }
  }
}
