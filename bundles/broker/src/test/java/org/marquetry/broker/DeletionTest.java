/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.DelayPlugins;
import org.marquetry.broker.fake.MappedOnly;
import org.marquetry.broker.fake.Reachable;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingClient;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/** Topics and groups that are deleted leave nothing, in memory and on the disk. */
class DeletionTest {

  private static final int TIMEOUT = 60_000;

  /** Longer than it takes to see that they wait. */
  private static final int HELD_MILLIS = 40_000;

  private static final int MADE = Integer.getInteger("marquetry.deletions", 15);

  @TempDir Path directory;
  private final ThreadScheduler scheduler = new ThreadScheduler("deletion-test");
  private final RemotingClient client = new RemotingClient("test", Processors.builder().build());
  private Broker broker;

  @AfterEach
  void close() {
    client.close();
    if (broker != null) {
      broker.close();
    }
    scheduler.close();
  }

  private void start() throws StartException {
    broker =
        Broker.start(
            Map.of(
                "listenPort", "0",
                "mappedFileSizeCommitLog", "4194304",
                "mappedFileSizeConsumeQueue", "20000",
                "maxIndexNum", "1000",
                "maxHashSlotNum", "1000",
                "diskSpaceWarningLevelRatio", "100"),
            new Node(
                directory,
                new MappedOnly(),
                new DelayPlugins(),
                new FileDisk(),
                new SystemClock(),
                scheduler));
  }

  private CompletableFuture<Command> begin(int code, String body, Object... fields) {
    Map<String, String> header = new HashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      header.put((String) fields[i], fields[i + 1].toString());
    }
    return client.call(
        broker.addressText(), Command.request(code, header, body.getBytes(UTF_8)), TIMEOUT);
  }

  private Command ask(int code, String body, Object... fields) throws Exception {
    Command reply = begin(code, body, fields).get(TIMEOUT, TimeUnit.MILLISECONDS);
    assertThat(reply.code()).as("%s: %s", code, reply.remark()).isZero();
    return reply;
  }

  private long send(String topic, String properties, int sysFlag) throws Exception {
    Command reply =
        ask(
            310,
            "body",
            "a",
            "PG",
            "b",
            topic,
            "c",
            "TBW102",
            "d",
            4,
            "e",
            0,
            "f",
            sysFlag,
            "g",
            0,
            "h",
            0,
            "i",
            properties);
    return Long.parseLong(reply.fields().get("queueOffset"));
  }

  private static String property(String name, String value) {
    return name + "\u0001" + value + "\u0002";
  }

  private void makeTopic(String topic) throws Exception {
    ask(
        17,
        "",
        "topic",
        topic,
        "defaultTopic",
        "TBW102",
        "readQueueNums",
        2,
        "writeQueueNums",
        2,
        "perm",
        6,
        "topicFilterType",
        "SINGLE_TAG",
        "topicSysFlag",
        0,
        "order",
        false);
  }

  private static Object[] pop(String group, String topic, long pollMillis) {
    return new Object[] {
      "consumerGroup",
      group,
      "topic",
      topic,
      "queueId",
      0,
      "maxMsgNums",
      2,
      "invisibleTime",
      200,
      "pollTime",
      pollMillis,
      "bornTime",
      System.currentTimeMillis(),
      "initMode",
      0
    };
  }

  private static Object[] pull(String group, String topic, long offset) {
    return new Object[] {
      "consumerGroup",
      group,
      "topic",
      topic,
      "queueId",
      0,
      "queueOffset",
      offset,
      "maxMsgNums",
      32,
      "sysFlag",
      2 | 4,
      "commitOffset",
      0,
      "suspendTimeoutMillis",
      HELD_MILLIS,
      "subVersion",
      0,
      "subscription",
      "*"
    };
  }

  private void beat(String group, String topic) throws Exception {
    ask(
        34,
        """
        {"clientID":"c-%1$s","consumerDataSet":[{"consumeFromWhere":"CONSUME_FROM_FIRST_OFFSET",
         "consumeType":"CONSUME_PASSIVELY","groupName":"%1$s","messageModel":"CLUSTERING",
         "subscriptionDataSet":[{"classFilterMode":false,"codeSet":[],"expressionType":"TAG",
           "subString":"*","subVersion":1,"tagsSet":[],"topic":"%2$s"}],"unitMode":false}],
         "producerDataSet":[]}
        """
            .formatted(group, topic));
  }

  /** Has a group do with a topic whatever it can. */
  private void use(String group, String topic) throws Exception {
    makeTopic(topic);
    beat(group, topic);
    for (int i = 0; i < 4; i++) {
      send(topic, property("TAGS", "A") + property("KEYS", "k" + topic), 0);
    }
    send(topic, property("DELAY", "18"), 0);
    send(
        topic,
        property("TIMER_DELIVER_MS", Long.toString(System.currentTimeMillis() + 3_600_000)),
        0);
    send(topic, property("TRAN_MSG", "true") + property("PGROUP", "PG"), 4);
    ask(11, "", pull(group, topic, 0));
    ask(15, "", "consumerGroup", group, "topic", topic, "queueId", 1, "commitOffset", 0);
    ask(200_050, "", pop(group, topic, 0));
    ask(
        401,
        "{\"consumerGroup\":\"%s\",\"mode\":\"POP\",\"popShareQueueNum\":0,\"topic\":\"%s\"}"
            .formatted(group, topic));
    ask(
        400,
        ("{\"clientId\":\"c-%s\",\"consumerGroup\":\"%s\",\"messageModel\":\"CLUSTERING\","
                + "\"strategyName\":\"AVG\",\"topic\":\"%s\"}")
            .formatted(group, group, topic));
    ask(
        41,
        ("{\"clientId\":\"c-%s\",\"consumerGroup\":\"%s\",\"mqSet\":[{\"brokerName\":\"b\","
                + "\"queueId\":0,\"topic\":\"%s\"}]}")
            .formatted(group, group, topic));
    ask(353, "", "group", group, "topic", topic, "readable", true);
    broker.filters().bind(group, topic, "TAG", "A || B");
    ask(222, "", "topic", topic, "group", group, "timestamp", -1, "isForce", true);
    ask(35, "", "clientID", "c-" + group, "consumerGroup", group);
  }

  private void awaitRetryTopic(String group, String topic) {
    Awaitility.await("what %s popped is given back".formatted(group))
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                begin(351, "", "topic", "%RETRY%" + group + "_" + topic)
                        .get(TIMEOUT, TimeUnit.MILLISECONDS)
                        .code()
                    == 0);
  }

  private void delete(String group, String topic) throws Exception {
    ask(207, "", "groupName", group, "cleanOffset", true);
    ask(215, "", "topic", topic);
  }

  /** Backups are of before the last change. */
  private List<String> filesThatName(String text) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        boolean named = file.toString().contains(text);
        boolean table = Files.isRegularFile(file) && file.toString().endsWith(".json");
        if (named || (table && new String(Files.readAllBytes(file), UTF_8).contains(text))) {
          found.add(directory.relativize(file).toString());
        }
      }
    }
    return found;
  }

  @Test
  void topicsAndGroupsThatAreDeletedLeaveNothing() throws Exception {
    start();
    for (int i = 0; i < MADE; i++) {
      use("LeftG" + i, "LeftT" + i);
    }
    awaitRetryTopic("LeftG0", "LeftT0");
    assertThat(Reachable.texts(broker, text -> text.contains("Left")).keySet())
        .as("what knows of groups and topics before: else this test sees nothing")
        .hasSizeGreaterThan(10);
    for (int i = 0; i < MADE; i++) {
      delete("LeftG" + i, "LeftT" + i);
    }
    Awaitility.await("nothing is held in memory")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(leaks()).as("what still knows of deleted groups and topics").isEmpty());
    broker.close();
    broker = null;
    assertThat(filesThatName("Left"))
        .as("files that still name them, but for what the log has of them")
        .containsExactly("store/config/droppedTopics.json");
  }

  /** What knows of them, but for what has a bound, or goes when the log has moved on. */
  private Map<String, String> leaks() {
    Map<String, String> ways = Reachable.texts(broker, text -> text.contains("Left"));
    ways.keySet().removeIf(way -> way.contains(".symbols.") || way.contains(".dropped."));
    return ways;
  }

  @Test
  void topicOfTheSameNameBeginsAnew() throws Exception {
    start();
    makeTopic("Again");
    beat("AgainG", "Again");
    for (int i = 0; i < 3; i++) {
      send("Again", "", 0);
    }
    long due = System.currentTimeMillis() + 1_500;
    send("Again", property("TIMER_DELIVER_MS", Long.toString(due)), 0);
    Command half =
        ask(
            310,
            "half",
            "a",
            "PG",
            "b",
            "Again",
            "c",
            "TBW102",
            "d",
            4,
            "e",
            0,
            "f",
            4,
            "g",
            0,
            "h",
            0,
            "i",
            property("TRAN_MSG", "true") + property("PGROUP", "PG"));
    ask(200_050, "", pop("AgainG", "Again", 0));
    CompletableFuture<Command> heldPull = begin(11, "", pull("AgainG", "Again", 3));
    Object[] other = pop("AgainG", "Again", HELD_MILLIS);
    other[5] = 1;
    CompletableFuture<Command> heldPop = begin(200_050, "", other);
    Awaitility.await("a pull and a pop wait")
        .atMost(Duration.ofSeconds(30))
        .until(() -> Reachable.texts(broker, "Again"::equals).toString().contains("waiters"));

    ask(215, "", "topic", "Again");
    assertThat(heldPull.get(TIMEOUT, TimeUnit.MILLISECONDS).code()).as("held pull").isEqualTo(17);
    assertThat(heldPop.get(TIMEOUT, TimeUnit.MILLISECONDS).code()).as("held pop").isEqualTo(17);

    makeTopic("Again");
    assertThat(send("Again", "", 0)).as("queue offset of the first message").isZero();
    commit(half);
    send("Again", property("TIMER_DELIVER_MS", Long.toString(due + 200)), 0);
    Awaitility.await("the delayed message of the new topic")
        .atMost(Duration.ofSeconds(20))
        .until(() -> end("Again") >= 2);
    broker.close();
    start();
    assertThat(end("Again")).as("nothing came of the topic that is gone").isEqualTo(2);
    assertThat(begin(351, "", "topic", "%RETRY%AgainG_Again").get(TIMEOUT, TimeUnit.MILLISECONDS))
        .as("what was popped of the topic that is gone is not given back")
        .extracting(Command::code)
        .isEqualTo(17);
  }

  private long end(String topic) throws Exception {
    return Long.parseLong(ask(30, "", "topic", topic, "queueId", 0).fields().get("offset"));
  }

  private void commit(Command half) throws Exception {
    String id = half.fields().get("msgId");
    ask(
        37,
        "",
        "producerGroup",
        "PG",
        "tranStateTableOffset",
        half.fields().get("queueOffset"),
        "commitLogOffset",
        Long.parseLong(id.substring(id.length() - 16), 16),
        "commitOrRollback",
        8,
        "fromTransactionCheck",
        false,
        "msgId",
        id);
  }
}
