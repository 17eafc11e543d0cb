/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.differential;

import static org.marquetry.itests.differential.SendScript.TOPIC;
import static org.marquetry.itests.differential.Sends.properties;
import static org.marquetry.itests.differential.Sends.uniqueKey;
import static org.marquetry.itests.differential.Sends.v2;
import static org.marquetry.itests.differential.Session.ext;
import static org.marquetry.itests.differential.Session.utf8;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.marquetry.itests.wire.Wire;

/**
 * What the admin tool does to groups and their members: resets, clones, bans, questions relayed.
 */
final class ToolScript implements Script {
  private static final String GROUP = "ToolGroup";
  private static final String ONLINE = "ToolOnline";
  private static final String TOOL_TOPIC = "ToolTopic";

  @Override
  public void speak(Session s) throws IOException {
    lists(s);
    resets(s);
    clones(s);
    bans(s);
    relays(s);
    queueEntries(s);
    cleaning(s);
    access(s);
  }

  private static void lists(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask(
        "18 topics",
        broker,
        18,
        Map.of(),
        utf8(
            "{\"topicConfigList\":[{\"topicName\":\""
                + TOOL_TOPIC
                + "\",\"readQueueNums\":2,\"writeQueueNums\":2,\"perm\":6,\"topicFilterType\":\"SINGLE_TAG\",\"topicSysFlag\":0,\"order\":false},{\"topicName\":\"ToolSecond\",\"readQueueNums\":1,\"writeQueueNums\":1,\"perm\":6}]}"),
        BodyFormat.NONE);
    s.ask("351 of the first of a list", broker, 351, ext("topic", TOOL_TOPIC), BodyFormat.JSON);
    s.ask("351 of the second of a list", broker, 351, ext("topic", "ToolSecond"), BodyFormat.JSON);
    s.ask(
        "18 with an illegal name",
        broker,
        18,
        Map.of(),
        utf8(
            "{\"topicConfigList\":[{\"topicName\":\"ToolThird\",\"readQueueNums\":1,\"writeQueueNums\":1,\"perm\":6},{\"topicName\":\"no blanks\",\"readQueueNums\":1,\"writeQueueNums\":1,\"perm\":6}]}"),
        BodyFormat.NONE);
    s.ask("18 without body", broker, 18, Map.of());
    s.ask(
        "225 groups",
        broker,
        225,
        Map.of(),
        utf8(
            "{\"groupConfigList\":[{\"groupName\":\""
                + GROUP
                + "\",\"retryMaxTimes\":5},{\"groupName\":\"ToolClone\"}]}"),
        BodyFormat.NONE);
    s.ask("352 of the first of a list", broker, 352, ext("group", GROUP), BodyFormat.JSON);
    s.ask("352 of the second of a list", broker, 352, ext("group", "ToolClone"), BodyFormat.JSON);
    s.ask("225 without body", broker, 225, Map.of());
    for (int i = 0; i < 6; i++) {
      s.ask(
          "310 for the tools " + i,
          broker,
          310,
          v2(TOOL_TOPIC, i % 2, properties("UNIQ_KEY", uniqueKey(200 + i), "TAGS", "A")),
          utf8("tool " + i),
          BodyFormat.NONE);
    }
    s.untilEnd(TOOL_TOPIC, 0, 3);
    s.untilEnd(TOOL_TOPIC, 1, 3);
    for (int queue = 0; queue < 2; queue++) {
      s.ask(
          "15 for the tools " + queue,
          broker,
          15,
          ext("consumerGroup", GROUP, "topic", TOOL_TOPIC, "queueId", queue, "commitOffset", 1));
    }
  }

  private static Map<String, String> reset(String topic, String group, long timestamp) {
    return ext("topic", topic, "group", group, "timestamp", timestamp, "isForce", true);
  }

  private static void resets(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("222 to the end", broker, 222, reset(TOOL_TOPIC, GROUP, -1), BodyFormat.JSON);
    s.ask(
        "14 reset pending",
        broker,
        14,
        ext("consumerGroup", GROUP, "topic", TOOL_TOPIC, "queueId", 0));
    s.ask(
        "15 while a reset is pending",
        broker,
        15,
        ext("consumerGroup", GROUP, "topic", TOOL_TOPIC, "queueId", 0, "commitOffset", 2));
    s.ask(
        "11 carries out the reset",
        broker,
        11,
        PullScript.pull(GROUP, TOOL_TOPIC, 0, 1, 4, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask(
        "11 after the reset",
        broker,
        11,
        PullScript.pull(GROUP, TOOL_TOPIC, 0, 1, 4, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask(
        "14 after the reset",
        broker,
        14,
        ext("consumerGroup", GROUP, "topic", TOOL_TOPIC, "queueId", 0));
    s.ask("222 to a time", broker, 222, reset(TOOL_TOPIC, GROUP, 1_000), BodyFormat.JSON);
    Map<String, String> one = reset(TOOL_TOPIC, GROUP, 0);
    one.put("queueId", "1");
    one.put("offset", "2");
    s.ask("222 one queue to an offset", broker, 222, one, BodyFormat.JSON);
    one.put("offset", "99");
    s.ask("222 one queue beyond its end", broker, 222, one, BodyFormat.JSON);
    s.ask("222 unknown topic", broker, 222, reset("NoSuchTopic", GROUP, -1), BodyFormat.JSON);
    s.ask("222 unknown group", broker, 222, reset(TOOL_TOPIC, "NoSuchGroup8", -1), BodyFormat.JSON);
    s.ask("222 without fields", broker, 222, Map.of(), BodyFormat.JSON);
  }

  private static void clones(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask(
        "314 clone",
        broker,
        314,
        ext("srcGroup", "DiffOffsets", "destGroup", "ToolClone", "topic", TOPIC, "offline", true));
    s.ask("14 cloned", broker, 14, ext("consumerGroup", "ToolClone", "topic", TOPIC, "queueId", 0));
    s.ask(
        "314 of an unknown group",
        broker,
        314,
        ext("srcGroup", "NoSuchGroup9", "destGroup", "ToolClone", "topic", TOPIC, "offline", true));
    s.ask("303 time span", broker, 303, ext("topic", TOOL_TOPIC, "group", GROUP), BodyFormat.JSON);
    s.ask(
        "303 unknown topic",
        broker,
        303,
        ext("topic", "NoSuchTopic", "group", GROUP),
        BodyFormat.JSON);
  }

  private static void bans(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("353 read", broker, 353, ext("group", GROUP, "topic", TOPIC), BodyFormat.JSON);
    s.ask(
        "353 forbid",
        broker,
        353,
        ext("group", GROUP, "topic", TOPIC, "readable", false),
        BodyFormat.JSON);
    s.ask(
        "353 allow",
        broker,
        353,
        ext("group", GROUP, "topic", TOPIC, "readable", true),
        BodyFormat.JSON);
    s.ask("353 without fields", broker, 353, Map.of(), BodyFormat.JSON);
  }

  private static void relays(Session s) throws IOException {
    Wire broker = s.broker();
    Wire client = s.anotherToBroker();
    s.ask(
        "34 of a client to be asked",
        client,
        34,
        Map.of(),
        utf8(
            "{\"clientID\":\"asked\",\"consumerDataSet\":[{\"consumeFromWhere\":\"CONSUME_FROM_FIRST_OFFSET\",\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\""
                + ONLINE
                + "\",\"messageModel\":\"CLUSTERING\",\"subscriptionDataSet\":[{\"classFilterMode\":false,\"codeSet\":[],\"expressionType\":\"TAG\",\"subString\":\"*\",\"subVersion\":1,\"tagsSet\":[],\"topic\":\""
                + TOOL_TOPIC
                + "\"}],\"unitMode\":false}],\"producerDataSet\":[{\"groupName\":\"ToolProducers\"}]}"),
        BodyFormat.NONE);
    s.recordPushed("40 to the client to be asked", client);

    CompletableFuture<RemotingCommand> running =
        broker.send(
            broker.request(
                307,
                ext("consumerGroup", ONLINE, "clientId", "asked", "jstackEnable", false),
                null));
    RemotingCommand asked = s.recordPushed("307 relayed", client);
    reply(
        client,
        asked,
        utf8(
            "{\"mqTable\":{{\"brokerName\":\"b\",\"queueId\":0,\"topic\":\"t\"}:{\"locked\":false}},\"properties\":{\"a\":\"1\"}}"));
    s.record("307 answered", running, BodyFormat.JSON);
    s.ask(
        "307 client that is not there",
        broker,
        307,
        ext("consumerGroup", ONLINE, "clientId", "nobody", "jstackEnable", false));
    s.ask(
        "307 group that is not there",
        broker,
        307,
        ext("consumerGroup", "NoGroup", "clientId", "asked", "jstackEnable", false));

    String messageId = offsetId(s);
    CompletableFuture<RemotingCommand> consumed =
        broker.send(
            broker.request(
                309,
                ext(
                    "consumerGroup",
                    ONLINE,
                    "clientId",
                    "asked",
                    "msgId",
                    messageId,
                    "brokerName",
                    s.node().brokerName(),
                    "topic",
                    TOOL_TOPIC),
                null));
    asked = s.recordPushed("309 relayed", client, BodyFormat.MESSAGES);
    reply(
        client,
        asked,
        utf8(
            "{\"autoCommit\":true,\"consumeResult\":\"CR_SUCCESS\",\"order\":false,\"spentTimeMills\":0}"));
    s.record("309 answered", consumed, BodyFormat.JSON);
    s.ask(
        "309 client that is not there",
        broker,
        309,
        ext("consumerGroup", ONLINE, "clientId", "nobody", "msgId", messageId));

    s.ask("317 consume stats of the broker", broker, 317, ext("isOrder", false), BodyFormat.JSON);
    s.ask("328 producers", broker, 328, Map.of(), BodyFormat.JSON);
    client.close();
    s.until(broker, 38, ext("consumerGroup", ONLINE), answer -> answer.getCode() == 1);
  }

  /** The offset id of the first message in the tools' topic. */
  private static String offsetId(Session s) throws IOException {
    return s.broker()
        .call(
            310,
            v2("ToolSecond", 0, properties("UNIQ_KEY", uniqueKey(220), "TAGS", "A")),
            utf8("consume me directly"))
        .getExtFields()
        .get("msgId");
  }

  private static void reply(Wire wire, RemotingCommand request, byte[] body) throws IOException {
    RemotingCommand response = RemotingCommand.createResponseCommand(0, null);
    response.setOpaque(request.getOpaque());
    response.setVersion(Wire.VERSION);
    response.markResponseType();
    response.setBody(body);
    wire.write(response);
  }

  private static void queueEntries(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask(
        "321 entries",
        broker,
        321,
        ext("topic", TOOL_TOPIC, "queueId", 0, "index", 1, "count", 10, "consumerGroup", GROUP),
        BodyFormat.JSON);
    s.ask(
        "321 no such queue",
        broker,
        321,
        ext("topic", TOOL_TOPIC, "queueId", 9, "index", 0, "count", 10),
        BodyFormat.JSON);
    s.ask(
        "321 unknown topic",
        broker,
        321,
        ext("topic", "NoSuchTopic", "queueId", 0, "index", 0, "count", 10),
        BodyFormat.JSON);
  }

  private static void cleaning(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("306 clean queues", broker, 306, Map.of());
    s.ask("316 clean topics", broker, 316, Map.of());
    s.ask("329 delete log files", broker, 329, Map.of());
    s.ask("30 nothing in use was cleaned", broker, 30, ext("topic", TOOL_TOPIC, "queueId", 0));
  }

  private static void access(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("907 replicas", broker, 907, Map.of(), BodyFormat.JSON);
    s.ask("908 reset flushed", broker, 908, ext("masterFlushOffset", 0));
    for (int code = 3001; code <= 3010; code++) {
      s.ask(code + " without fields", broker, code, Map.of());
    }
    for (int code : new int[] {3003, 3004, 3005, 3008, 3009, 3010}) {
      s.ask(
          code + " without access control",
          broker,
          code,
          ext("username", "u", "subject", "User:u"));
    }
  }
}
