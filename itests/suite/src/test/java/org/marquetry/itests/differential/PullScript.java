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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.marquetry.itests.wire.Wire;

/** Reading: pulls, long polls, offsets, look-ups. Needs what {@link SendScript} stored. */
final class PullScript implements Script {
  private static final int SUSPEND = 2;
  private static final int WITH_SUBSCRIPTION = 4;
  private static final int LITE = 16;
  private static final String GROUP = "DiffPull";

  @Override
  public void speak(Session s) throws IOException {
    pulls(s);
    refusedPulls(s);
    longPolls(s);
    groupOffsets(s);
    bounds(s);
    lookUps(s);
  }

  static Map<String, String> pull(
      String group,
      String topic,
      int queue,
      long offset,
      int sysFlag,
      long suspendMillis,
      String expression) {
    Map<String, String> header = new LinkedHashMap<>();
    header.put("consumerGroup", group);
    header.put("topic", topic);
    header.put("queueId", Integer.toString(queue));
    header.put("queueOffset", Long.toString(offset));
    header.put("maxMsgNums", "32");
    header.put("sysFlag", Integer.toString(sysFlag));
    header.put("commitOffset", "0");
    header.put("suspendTimeoutMillis", Long.toString(suspendMillis));
    header.put("subscription", expression);
    header.put("subVersion", "0");
    header.put("expressionType", "TAG");
    return header;
  }

  private static Map<String, String> pull(int queue, long offset, String expression) {
    return pull(GROUP, TOPIC, queue, offset, WITH_SUBSCRIPTION, 0, expression);
  }

  private static void pulls(Session s) throws IOException {
    Wire broker = s.broker();
    s.untilEnd(TOPIC, 0, 7);
    s.ask("11 all", broker, 11, pull(0, 0, "*"), BodyFormat.MESSAGES);
    s.ask("11 other queue", broker, 11, pull(1, 0, "*"), BodyFormat.MESSAGES);
    s.ask("11 tag A", broker, 11, pull(0, 0, "A"), BodyFormat.MESSAGES);
    s.ask("11 tags A or B", broker, 11, pull(0, 0, "A || B"), BodyFormat.MESSAGES);
    s.ask("11 tag beyond ASCII", broker, 11, pull(0, 0, "Ä"), BodyFormat.MESSAGES);
    s.ask("11 tag nobody sent", broker, 11, pull(0, 0, "Z"), BodyFormat.MESSAGES);
    s.ask("11 blank expression", broker, 11, pull(0, 0, ""), BodyFormat.MESSAGES);
    Map<String, String> two = pull(0, 1, "*");
    two.put("maxMsgNums", "2");
    s.ask("11 two at most", broker, 11, two, BodyFormat.MESSAGES);
    Map<String, String> none = pull(0, 0, "*");
    none.put("maxMsgNums", "0");
    s.ask("11 zero at most", broker, 11, none, BodyFormat.MESSAGES);
    s.ask(
        "11 batch",
        broker,
        11,
        pull(GROUP, "FourQueues", 2, 0, WITH_SUBSCRIPTION, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask(
        "361 lite",
        broker,
        361,
        pull(GROUP, TOPIC, 0, 0, WITH_SUBSCRIPTION | LITE, 0, "A"),
        BodyFormat.MESSAGES);
    s.ask("11 at the end", broker, 11, pull(0, end(s), "*"), BodyFormat.MESSAGES);
    s.ask("11 beyond the end", broker, 11, pull(0, end(s) + 100, "*"), BodyFormat.MESSAGES);
    s.ask("11 negative offset", broker, 11, pull(0, -1, "*"), BodyFormat.MESSAGES);
    s.ask(
        "11 empty queue",
        broker,
        11,
        pull(GROUP, "FourQueues", 0, 0, WITH_SUBSCRIPTION, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask(
        "11 empty queue, later offset",
        broker,
        11,
        pull(GROUP, "FourQueues", 0, 5, WITH_SUBSCRIPTION, 0, "*"),
        BodyFormat.MESSAGES);
    Map<String, String> noType = pull(0, 0, "A");
    noType.remove("expressionType");
    s.ask("11 without expression type", broker, 11, noType, BodyFormat.MESSAGES);
    Map<String, String> sql = pull(0, 0, "a > 1");
    sql.put("expressionType", "SQL92");
    s.ask("11 SQL92 in the request", broker, 11, sql, BodyFormat.MESSAGES);
    Map<String, String> commit = pull(GROUP, TOPIC, 0, 0, WITH_SUBSCRIPTION | 1, 0, "*");
    commit.put("commitOffset", "3");
    s.ask("11 with a commit", broker, 11, commit, BodyFormat.MESSAGES);
    s.ask(
        "14 after a commit by pull",
        broker,
        14,
        ext("consumerGroup", GROUP, "topic", TOPIC, "queueId", 0));
  }

  static long end(Session s) throws IOException {
    return Long.parseLong(
        s.broker().call(30, ext("topic", TOPIC, "queueId", 0)).getExtFields().get("offset"));
  }

  private static void refusedPulls(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask(
        "11 unknown topic",
        broker,
        11,
        pull(GROUP, "NoSuchTopic", 0, 0, WITH_SUBSCRIPTION, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask("11 queue out of range", broker, 11, pull(2, 0, "*"), BodyFormat.MESSAGES);
    s.ask("11 negative queue", broker, 11, pull(-1, 0, "*"), BodyFormat.MESSAGES);
    s.ask(
        "11 write-only topic",
        broker,
        11,
        pull(GROUP, "WriteOnly", 0, 0, WITH_SUBSCRIPTION, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask(
        "11 group without heartbeat",
        broker,
        11,
        pull(GROUP, TOPIC, 0, 0, 0, 0, "*"),
        BodyFormat.MESSAGES);
    s.ask("11 without fields", broker, 11, Map.of(), BodyFormat.MESSAGES);
    for (String field :
        List.of(
            "consumerGroup",
            "topic",
            "queueId",
            "queueOffset",
            "maxMsgNums",
            "sysFlag",
            "subscription",
            "subVersion",
            "commitOffset",
            "suspendTimeoutMillis")) {
      Map<String, String> header = pull(0, 0, "A");
      header.remove(field);
      s.ask("11 without " + field, broker, 11, header, BodyFormat.MESSAGES);
    }
  }

  private static void longPolls(Session s) throws IOException {
    Wire broker = s.broker();
    Wire sender = s.anotherToBroker();
    s.ask("17 long poll topic", broker, 17, SendScript.topic("LongPoll", 1, 6));
    CompletableFuture<RemotingCommand> parked =
        broker.send(
            broker.request(
                11, pull(GROUP, "LongPoll", 0, 0, WITH_SUBSCRIPTION | SUSPEND, 15_000, "A"), null));
    // An answer to a later request on the same connection shows that the first one was looked at.
    broker.call(30, ext("topic", "LongPoll", "queueId", 0));
    s.recordWhetherDone("11 parked", parked);
    s.ask(
        "310 wakes the parked pull",
        sender,
        310,
        v2("LongPoll", 0, properties("UNIQ_KEY", uniqueKey(60), "TAGS", "A")),
        utf8("wake"),
        BodyFormat.NONE);
    s.record("11 woken", parked, BodyFormat.MESSAGES);
    CompletableFuture<RemotingCommand> expiring =
        broker.send(
            broker.request(
                11, pull(GROUP, "LongPoll", 0, 1, WITH_SUBSCRIPTION | SUSPEND, 1_000, "A"), null));
    s.record("11 expired", expiring, BodyFormat.MESSAGES);
    s.ask(
        "11 suspend allowed but not for an offset beyond",
        broker,
        11,
        pull(GROUP, "LongPoll", 0, 50, WITH_SUBSCRIPTION | SUSPEND, 15_000, "A"),
        BodyFormat.MESSAGES);
  }

  private static void groupOffsets(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask(
        "200 group for offsets",
        broker,
        200,
        Map.of(),
        utf8("{\"groupName\":\"DiffOffsets\",\"retryQueueNums\":1,\"retryMaxTimes\":16}"),
        BodyFormat.NONE);
    s.ask(
        "14 young queue",
        broker,
        14,
        ext("consumerGroup", "DiffOffsets", "topic", TOPIC, "queueId", 0));
    s.ask(
        "14 young queue, no zero",
        broker,
        14,
        ext(
            "consumerGroup",
            "DiffOffsets",
            "topic",
            TOPIC,
            "queueId",
            0,
            "setZeroIfNotFound",
            "false"));
    s.ask(
        "15 update",
        broker,
        15,
        ext("consumerGroup", "DiffOffsets", "topic", TOPIC, "queueId", 0, "commitOffset", 5));
    s.ask(
        "14 stored", broker, 14, ext("consumerGroup", "DiffOffsets", "topic", TOPIC, "queueId", 0));
    s.ask(
        "15 back",
        broker,
        15,
        ext("consumerGroup", "DiffOffsets", "topic", TOPIC, "queueId", 0, "commitOffset", 2));
    s.ask(
        "14 stored smaller",
        broker,
        14,
        ext("consumerGroup", "DiffOffsets", "topic", TOPIC, "queueId", 0));
    s.ask(
        "15 unknown topic",
        broker,
        15,
        ext(
            "consumerGroup",
            "DiffOffsets",
            "topic",
            "NoSuchTopic",
            "queueId",
            0,
            "commitOffset",
            5));
    s.ask(
        "15 unknown group",
        broker,
        15,
        ext("consumerGroup", "NoSuchGroup", "topic", TOPIC, "queueId", 0, "commitOffset", 5));
    s.ask(
        "15 negative queue",
        broker,
        15,
        ext("consumerGroup", "DiffOffsets", "topic", TOPIC, "queueId", -1, "commitOffset", 5));
    s.ask(
        "15 queue out of range",
        broker,
        15,
        ext("consumerGroup", "DiffOffsets", "topic", TOPIC, "queueId", 99, "commitOffset", 5));
    s.ask(
        "15 without offset",
        broker,
        15,
        ext("consumerGroup", "DiffOffsets", "topic", TOPIC, "queueId", 0));
    s.ask("15 without fields", broker, 15, Map.of());
    s.ask(
        "14 unknown topic",
        broker,
        14,
        ext("consumerGroup", "DiffOffsets", "topic", "NoSuchTopic", "queueId", 0));
    s.ask(
        "14 unknown group",
        broker,
        14,
        ext("consumerGroup", "NoSuchGroup", "topic", TOPIC, "queueId", 0));
    s.ask(
        "14 queue out of range",
        broker,
        14,
        ext("consumerGroup", "DiffOffsets2", "topic", TOPIC, "queueId", 99));
    s.ask("14 without queue", broker, 14, ext("consumerGroup", "DiffOffsets", "topic", TOPIC));
    s.ask("14 without fields", broker, 14, Map.of());
  }

  private static void bounds(Session s) throws IOException {
    Wire broker = s.broker();
    for (int code : new int[] {30, 31, 32}) {
      s.ask(code + " known", broker, code, ext("topic", TOPIC, "queueId", 0));
      s.ask(code + " empty queue", broker, code, ext("topic", "FourQueues", "queueId", 0));
      s.ask(code + " queue out of range", broker, code, ext("topic", TOPIC, "queueId", 99));
      s.ask(code + " negative queue", broker, code, ext("topic", TOPIC, "queueId", -1));
      s.ask(code + " unknown topic", broker, code, ext("topic", "NoSuchTopic", "queueId", 0));
      s.ask(code + " without fields", broker, code, Map.of());
    }
    s.ask("29 before the first", broker, 29, ext("topic", TOPIC, "queueId", 0, "timestamp", 1_000));
    s.ask(
        "29 after the last",
        broker,
        29,
        ext("topic", TOPIC, "queueId", 0, "timestamp", 3_000_000_000_000L));
    s.ask(
        "29 after the last, upper",
        broker,
        29,
        ext(
            "topic",
            TOPIC,
            "queueId",
            0,
            "timestamp",
            3_000_000_000_000L,
            "boundaryType",
            "UPPER"));
    s.ask(
        "29 before the first, upper",
        broker,
        29,
        ext("topic", TOPIC, "queueId", 0, "timestamp", 1_000, "boundaryType", "UPPER"));
    s.ask(
        "29 after the last, lower case",
        broker,
        29,
        ext(
            "topic",
            TOPIC,
            "queueId",
            0,
            "timestamp",
            3_000_000_000_000L,
            "boundaryType",
            "upper"));
    s.ask(
        "29 empty queue", broker, 29, ext("topic", "FourQueues", "queueId", 0, "timestamp", 1_000));
    s.ask(
        "29 unknown topic",
        broker,
        29,
        ext("topic", "NoSuchTopic", "queueId", 0, "timestamp", 1_000));
    s.ask("29 without fields", broker, 29, Map.of());
  }

  private static void lookUps(Session s) throws IOException {
    Wire broker = s.broker();
    s.ask("33 first message", broker, 33, ext("offset", 0), BodyFormat.MESSAGES);
    s.ask("33 beyond the log", broker, 33, ext("offset", 9_000_000), BodyFormat.MESSAGES);
    s.ask("33 negative", broker, 33, ext("offset", -1), BodyFormat.MESSAGES);
    s.ask("33 inside a message", broker, 33, ext("offset", 7), BodyFormat.MESSAGES);
    s.ask("33 without offset", broker, 33, Map.of(), BodyFormat.MESSAGES);
    Map<String, String> all = query(TOPIC, "all", 32);
    s.until(broker, 12, all, answer -> answer.getCode() == 0);
    s.ask("12 key of two", broker, 12, all, BodyFormat.MESSAGES);
    s.ask("12 key of one", broker, 12, query(TOPIC, "k2", 32), BodyFormat.MESSAGES);
    s.ask("12 at most one", broker, 12, query(TOPIC, "all", 1), BodyFormat.MESSAGES);
    s.ask("12 unknown key", broker, 12, query(TOPIC, "nobody", 32), BodyFormat.MESSAGES);
    s.ask(
        "12 key of another topic", broker, 12, query("FourQueues", "all", 32), BodyFormat.MESSAGES);
    s.ask("12 unknown topic", broker, 12, query("NoSuchTopic", "all", 32), BodyFormat.MESSAGES);
    Map<String, String> past = query(TOPIC, "all", 32);
    past.put("endTimestamp", "1000");
    s.ask("12 in another time", broker, 12, past, BodyFormat.MESSAGES);
    Map<String, String> unique = query(TOPIC, uniqueKey(3), 1);
    unique.put("_UNIQUE_KEY_QUERY", "true");
    s.ask("12 unique key", broker, 12, unique, BodyFormat.MESSAGES);
    Map<String, String> batched = query("FourQueues", uniqueKey(21), 1);
    batched.put("_UNIQUE_KEY_QUERY", "true");
    s.ask("12 unique key of a batched message", broker, 12, batched, BodyFormat.MESSAGES);
    s.ask("12 without fields", broker, 12, Map.of(), BodyFormat.MESSAGES);
  }

  private static Map<String, String> query(String topic, String key, int max) {
    return new LinkedHashMap<>(
        ext(
            "topic",
            topic,
            "key",
            key,
            "maxNum",
            max,
            "beginTimestamp",
            0,
            "endTimestamp",
            Long.MAX_VALUE));
  }
}
