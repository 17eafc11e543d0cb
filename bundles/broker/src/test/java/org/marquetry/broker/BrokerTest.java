/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.DelayPlugins;
import org.marquetry.broker.fake.MappedOnly;
import org.marquetry.message.MessageRecord;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RemotingClient;
import org.marquetry.remoting.RequestCode;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/** A whole broker on real files and sockets. */
class BrokerTest {

  private static final int TIMEOUT = 10_000;

  @TempDir Path directory;
  private final ThreadScheduler scheduler = new ThreadScheduler("broker-test");
  private final RemotingClient client = new RemotingClient("test", Processors.builder().build());

  @AfterEach
  void close() {
    client.close();
    scheduler.close();
  }

  private Broker start(String... keysAndValues) throws StartException {
    Map<String, String> given = new HashMap<>();
    given.put("listenPort", "0");
    given.put("mappedFileSizeCommitLog", "4194304");
    given.put("mappedFileSizeConsumeQueue", "20000");
    given.put("maxIndexNum", "1000");
    given.put("maxHashSlotNum", "1000");
    given.put("diskSpaceWarningLevelRatio", "100");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      given.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return Broker.start(
        given,
        new Node(
            directory,
            new MappedOnly(),
            new DelayPlugins(),
            new FileDisk(),
            new SystemClock(),
            scheduler));
  }

  private CompletableFuture<Command> ask(Broker broker, Command request) {
    return client.call(broker.addressText(), request, TIMEOUT);
  }

  private Command send(Broker broker, String topic, String body, String properties)
      throws Exception {
    Map<String, String> fields = new HashMap<>();
    fields.put("a", "PG");
    fields.put("b", topic);
    fields.put("c", "TBW102");
    fields.put("d", "4");
    fields.put("e", "0");
    fields.put("f", "0");
    fields.put("g", "1795221700000");
    fields.put("h", "0");
    fields.put("i", properties);
    Command reply =
        ask(broker, Command.request(RequestCode.SEND_MESSAGE_V2, fields, body.getBytes(UTF_8)))
            .get(TIMEOUT, TimeUnit.MILLISECONDS);
    assertThat(reply.code()).as(reply.remark()).isZero();
    return reply;
  }

  private static Command pull(String topic, long offset) {
    Map<String, String> fields = new HashMap<>();
    fields.put("consumerGroup", "G");
    fields.put("topic", topic);
    fields.put("queueId", "0");
    fields.put("queueOffset", Long.toString(offset));
    fields.put("maxMsgNums", "32");
    fields.put("sysFlag", "2");
    fields.put("commitOffset", "0");
    fields.put("suspendTimeoutMillis", "8000");
    fields.put("subVersion", "0");
    return Command.request(RequestCode.PULL_MESSAGE, fields);
  }

  private void heartbeat(Broker broker, String topic) throws Exception {
    String body =
        """
        {"clientID":"c1","consumerDataSet":[{"consumeFromWhere":"CONSUME_FROM_LAST_OFFSET",
         "consumeType":"CONSUME_PASSIVELY","groupName":"G","messageModel":"CLUSTERING",
         "subscriptionDataSet":[{"classFilterMode":false,"codeSet":[],"expressionType":"TAG",
           "subString":"*","subVersion":1,"tagsSet":[],"topic":"%s"}],"unitMode":false}],
         "producerDataSet":[]}
        """
            .formatted(topic);
    Command reply =
        ask(broker, Command.request(RequestCode.HEART_BEAT, Map.of(), body.getBytes(UTF_8)))
            .get(TIMEOUT, TimeUnit.MILLISECONDS);
    assertThat(reply.code()).as(reply.remark()).isZero();
  }

  private static MessageRecord onlyMessage(Command reply) {
    assertThat(reply.code()).as(reply.remark()).isZero();
    MessageRecord record = new MessageRecord().wrap(ByteBuffer.wrap(reply.body()), 0);
    assertThat(record.size()).isEqualTo(reply.body().length);
    return record;
  }

  @Test
  void sendsAndConsumesOverARestart() throws Exception {
    Command sent;
    try (Broker broker = start()) {
      assertThat(broker.registered()).isTrue();
      sent = send(broker, "T", "one", "TAGS\u0001A\u0002");
      heartbeat(broker, "T");
      MessageRecord record = onlyMessage(ask(broker, pull("T", 0)).get());
      assertThat(UTF_8.decode(record.body()).toString()).isEqualTo("one");
      assertThat(record.property("TAGS")).isEqualTo("A");
      assertThat(broker.addressText()).startsWith("127.0.0.1:");
      assertThat(record.storeHost().getPort())
          .isEqualTo(Integer.parseInt(broker.addressText().substring(10)));

      CompletableFuture<Command> waiting = ask(broker, pull("T", 1));
      send(broker, "T", "two", "");
      assertThat(UTF_8.decode(onlyMessage(waiting.get()).body()).toString()).isEqualTo("two");

      Command committed =
          ask(
                  broker,
                  Command.request(
                      RequestCode.UPDATE_CONSUMER_OFFSET,
                      Map.of(
                          "consumerGroup", "G",
                          "topic", "T",
                          "queueId", "0",
                          "commitOffset", "2")))
              .get();
      assertThat(committed.code()).isZero();
    }
    try (Broker broker = start()) {
      heartbeat(broker, "T");
      assertThat(
              ask(
                      broker,
                      Command.request(
                          RequestCode.QUERY_CONSUMER_OFFSET,
                          Map.of("consumerGroup", "G", "topic", "T", "queueId", "0")))
                  .get()
                  .fields())
          .containsEntry("offset", "2");
      MessageRecord record = onlyMessage(ask(broker, pull("T", 0)).get(), 2);
      assertThat(UTF_8.decode(record.body()).toString()).isEqualTo("one");
      assertThat(record.queueOffset()).isZero();
      assertThat(sent.fields().get("msgId")).endsWith(String.format("%016X", record.position()));
      assertThat(send(broker, "T", "three", "").fields()).containsEntry("queueOffset", "2");
    }
  }

  private static MessageRecord onlyMessage(Command reply, int messages) {
    assertThat(reply.code()).as(reply.remark()).isZero();
    ByteBuffer body = ByteBuffer.wrap(reply.body());
    int count = 0;
    for (int at = 0; at < body.limit(); at += new MessageRecord().wrap(body, at).size()) {
      count++;
    }
    assertThat(count).isEqualTo(messages);
    return new MessageRecord().wrap(body, 0);
  }

  @Test
  void deliversADelayedMessage() throws Exception {
    try (Broker broker = start("messageDelayLevel", "1s 2s")) {
      send(broker, "T", "now", "");
      heartbeat(broker, "T");
      CompletableFuture<Command> waiting = ask(broker, pull("T", 1));
      send(broker, "T", "later", "DELAY\u00011\u0002");
      assertThat(UTF_8.decode(onlyMessage(waiting.get()).body()).toString()).isEqualTo("later");
    }
  }

  @Test
  void waitsForTheDiskWhereItShould() throws Exception {
    try (Broker broker = start("flushDiskType", "SYNC_FLUSH")) {
      for (int i = 0; i < 20; i++) {
        assertThat(send(broker, "T", "m" + i, "").fields())
            .containsEntry("queueOffset", Integer.toString(i));
      }
    }
  }

  @Test
  void servesProducersOnTheOtherPortToo() throws Exception {
    try (Broker broker = start("vipPortEnable", "true")) {
      int port = Integer.parseInt(broker.addressText().substring(10)) - 2;
      Command request =
          Command.request(RequestCode.GET_MAX_OFFSET, Map.of("topic", "T", "queueId", "0"));
      assertThat(client.call("127.0.0.1:" + port, request, TIMEOUT).get().code()).isZero();
      assertThat(client.call("127.0.0.1:" + port, pull("T", 0), TIMEOUT).get().code()).isEqualTo(3);
    }
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      assertThatThrownBy(() -> start("listenPort", Integer.toString(taken.getLocalPort())))
          .isInstanceOf(StartException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
    start().close();
  }

  @Test
  void saysWhatIsWrongWithItsConfiguration() {
    assertThatThrownBy(() -> start("flushDiskType", "NEVER"))
        .isInstanceOf(StartException.class)
        .hasMessage("flushDiskType=NEVER: allowed is ASYNC_FLUSH or SYNC_FLUSH");
  }

  @Test
  void saysThatAnotherHasTheStore() throws Exception {
    try (Broker first = start()) {
      assertThat(first.registered()).isTrue();
      assertThatThrownBy(this::start)
          .isInstanceOf(StartException.class)
          .hasMessageContaining(directory.toString());
    }
  }

  @Test
  void saysWhichTableIsDamaged() throws Exception {
    Path config = Files.createDirectories(directory.resolve("store/config"));
    Files.writeString(config.resolve("topics.json"), "{\"topicConfigTable\":");
    assertThatThrownBy(this::start)
        .isInstanceOf(StartException.class)
        .hasMessageContaining("topics.json");
  }
}
