/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.message.MessageRecord;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.RemotingException;
import org.marquetry.store.kernel.Appended;
import org.marquetry.store.kernel.MessageDraft;

class RelayAndRuntimeTest {

  private BrokerFixture broker;
  private final FakeConnection client = new FakeConnection(50_001);

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
    broker.topic("T", 1);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private void online(int version) {
    broker.ask(
        FakeRequest.of(34)
            .over(client)
            .version(version)
            .body("{\"clientID\":\"c1\",\"consumerDataSet\":[{\"groupName\":\"G\"}]}"));
  }

  private static FakeRequest to(int code) {
    return FakeRequest.of(code).with("consumerGroup", "G").with("clientId", "c1");
  }

  private Command lastSent() {
    return client.sent().get(client.sent().size() - 1);
  }

  @Test
  void runningInfoIsTheClientsOwn() {
    online(513);
    byte[] body = "{{\"queueId\":0}:1}".getBytes(UTF_8);
    client.peer(
        request -> CompletableFuture.completedFuture(new Command(0, "fine", Map.of(), body)));
    FakeReply reply = broker.ask(to(307).with("jstackEnable", "true"));

    assertThat(reply.code()).isZero();
    assertThat(reply.bytes()).isEqualTo(body);
    assertThat(lastSent().code()).isEqualTo(307);
    assertThat(lastSent().fields()).containsEntry("jstackEnable", "true");
  }

  @Test
  void clientThatIsNotOnlineOrTooOldIsToldOf() {
    FakeReply reply = broker.ask(to(307));
    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).isEqualTo("The Consumer <G> <c1> not online");

    online(61);
    assertThat(broker.ask(to(307)).code()).isEqualTo(1);
  }

  @Test
  void clientThatDoesNotAnswerIsATimeout() {
    online(513);
    client.peer(
        request -> CompletableFuture.failedFuture(new RemotingException("no answer in 10 s")));
    FakeReply reply = broker.ask(to(307));

    assertThat(reply.code()).isEqualTo(207);
    assertThat(reply.remark()).contains("c1", "no answer in 10 s");
  }

  @Test
  void messageIsGivenToTheClientToConsume() throws Exception {
    online(513);
    Appended appended = broker.store("T", 0, "m1", Map.of());
    String id = String.format("7F00000100002A9F%016X", appended.position());
    client.peer(
        request -> CompletableFuture.completedFuture(new Command(0, null, Map.of(), new byte[0])));
    assertThat(broker.ask(to(309).with("msgId", id)).code()).isZero();

    assertThat(lastSent().fields())
        .containsEntry("brokerName", "broker-a")
        .containsEntry("topic", "T")
        .containsEntry("topicSysFlag", "0")
        .containsEntry("groupSysFlag", "0");
    MessageRecord record = new MessageRecord().wrap(ByteBuffer.wrap(lastSent().body()), 0);
    assertThat(BrokerFixture.body(record)).isEqualTo("m1");
  }

  @Test
  void messageIdThatLeadsNowhereIsRefused() {
    online(513);
    for (String id :
        new String[] {"", "short", "7F00000100002A9F00000000000FFFFF", "x".repeat(32)}) {
      FakeReply reply = broker.ask(to(309).with("msgId", id));
      assertThat(reply.code()).as("message id <%s>", id).isEqualTo(1);
      assertThat(reply.remark()).contains(id);
    }
  }

  private JsonObject runtime() {
    return JsonParser.parseString(broker.ask(FakeRequest.of(28)).text())
        .getAsJsonObject()
        .getAsJsonObject("table");
  }

  @Test
  void runtimeInfoHasWhatToolsParse() throws Exception {
    assertThat(runtime().get("earliestMessageTimeStamp").getAsString()).isEqualTo("-1");
    long stored = broker.clock.millis();
    broker.store("T", 0, "m1", Map.of("DELAY", "3"));
    broker.clock.advance(3_600_000 + 61_000);
    JsonObject table = runtime();

    assertThat(table.get("brokerVersionDesc").getAsString()).isEqualTo("V5_5_0");
    assertThat(table.get("earliestMessageTimeStamp").getAsLong()).isEqualTo(stored);
    assertThat(table.get("commitLogDiskRatio").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(table.get("commitLogMaxOffset").getAsLong()).isEqualTo(broker.store.endPosition());
    assertThat(table.get("runtime").getAsString())
        .isEqualTo("[ 0 days, 1 hours, 1 minutes, 1 seconds ]");
    assertThat(table.get("scheduleMessageOffset_3").getAsString()).isEqualTo("0,1");
    assertThat(table.has("scheduleMessageOffset_1")).isFalse();
    for (String rates : new String[] {"putTps", "getTotalTps", "getTransferredTps"}) {
      assertThat(table.get(rates).getAsString()).matches("[0-9.]+ [0-9.]+ [0-9.]+");
    }
    for (var entry : table.entrySet()) {
      assertThat(entry.getValue().getAsJsonPrimitive().isString()).as(entry.getKey()).isTrue();
    }
  }

  @Test
  void runtimeInfoTellsOfQueuesTimesAndSpace() throws Exception {
    JsonObject before = runtime();
    assertThat(before.get("putLatency99").getAsString()).isEqualTo("0.00");
    for (int i = 0; i < 8; i++) {
      broker.store("T", 0, "m" + i, Map.of());
    }
    broker.store.appendBatch(broker.store.openQueue("T", 0), tooLarge(), new Appended());
    JsonObject table = runtime();

    assertThat(table.get("sendThreadPoolQueueCapacity").getAsInt()).isEqualTo(10);
    assertThat(table.get("pullThreadPoolQueueCapacity").getAsInt()).isEqualTo(20);
    assertThat(table.get("litePullThreadPoolQueueCapacity").getAsInt()).isEqualTo(20);
    assertThat(table.get("ackThreadPoolQueueCapacity").getAsInt()).isEqualTo(15);
    assertThat(table.get("queryThreadPoolQueueCapacity").getAsInt()).isEqualTo(30);
    for (String pool : new String[] {"send", "pull", "litePull", "query", "ack"}) {
      assertThat(table.get(pool + "ThreadPoolQueueSize").getAsInt()).isZero();
      assertThat(table.get(pool + "ThreadPoolQueueHeadWaitTimeMills").getAsInt()).isZero();
    }
    assertThat(table.get("putMessageFailedTimes").getAsInt()).isOne();
    assertThat(table.get("pageCacheLockTimeMills").getAsLong()).isZero();
    for (String time : new String[] {"putLatency99", "putLatency999"}) {
      assertThat(table.get(time).getAsString()).as(time).matches("[0-9]+\\.[0-9]{2}");
    }
    assertThat(table.get("commitLogDirCapacity").getAsString())
        .matches("Total : [0-9.]+ GiB, Free : [0-9.]+ GiB\\.");
    assertThat(table.get("consumeQueueDiskRatio").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(table.keySet())
        .contains("commitLogDiskRatio_" + broker.settings.current().store().logDirectory());
  }

  private static List<MessageDraft> tooLarge() {
    return List.of(new MessageDraft().body(ByteBuffer.allocate(1 << 20)));
  }

  @Test
  void statisticsAreShownOnceCounted() {
    FakeReply unknown =
        broker.ask(FakeRequest.of(315).with("statsName", "TOPIC_PUT_NUMS").with("statsKey", "T"));
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.remark()).isEqualTo("The stats <TOPIC_PUT_NUMS> <T> not exist");

    broker.stats.put("T", 2, 20);
    broker.stats.sample();
    FakeReply reply =
        broker.ask(FakeRequest.of(315).with("statsName", "TOPIC_PUT_NUMS").with("statsKey", "T"));
    assertThat(reply.text()).contains("\"statsMinute\":{", "\"statsHour\":{", "\"statsDay\":{");
  }

  @ParameterizedTest
  @ValueSource(ints = {306, 329})
  void whatIsOldIsDroppedWhenToolsAskForIt(int code) throws Exception {
    for (int i = 0; i < 15; i++) {
      broker.store("T", 0, "x".repeat(100_000), Map.of());
    }
    broker.clock.advance(71 * 3_600_000L);
    broker.store("T", 0, "young", Map.of());
    assertThat(broker.ask(FakeRequest.of(code)).code()).isZero();
    assertThat(broker.store.firstPosition()).as("nothing is 72 hours old").isZero();

    broker.clock.advance(2 * 3_600_000L);
    assertThat(broker.ask(FakeRequest.of(code)).code()).isZero();
    assertThat(broker.store.firstPosition()).isEqualTo(1 << 20);
    assertThat(broker.store.queue("T", 0).minOffset()).isEqualTo(10);
  }

  @Test
  void queuesOfTopicsThatAreNotConfiguredAreDeleted() throws Exception {
    broker.topic("Kept", 1);
    for (String topic : new String[] {"Kept", "Left", "%LMQ%Light", "SCHEDULE_TOPIC_XXXX"}) {
      broker.store(topic, 0, "m", Map.of());
    }
    assertThat(broker.ask(FakeRequest.of(316)).code()).isZero();
    assertThat(broker.store.topics())
        .containsExactlyInAnyOrder("Kept", "%LMQ%Light", "SCHEDULE_TOPIC_XXXX");
  }

  @Test
  void aMasterWithoutSlavesTellsSo() throws Exception {
    broker.store("T", 0, "m", Map.of());
    JsonObject status =
        JsonParser.parseString(broker.ask(FakeRequest.of(907)).text()).getAsJsonObject();
    assertThat(status.get("master").getAsBoolean()).isTrue();
    assertThat(status.get("inSyncSlaveNums").getAsInt()).isZero();
    assertThat(status.get("haConnectionInfo").getAsJsonArray()).isEmpty();
    assertThat(status.get("masterCommitLogMaxOffset").getAsLong())
        .isEqualTo(broker.store.endPosition());
    assertThat(broker.ask(FakeRequest.of(908).with("masterFlushOffset", "0")).code()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "3001, 29", "3002, 29", "3003, 16", "3004, 29", "3005, 1",
    "3006, 1", "3007, 1", "3008, 16", "3009, 16", "3010, 1"
  })
  void withoutAccessControlThereAreNoUsersAndRules(int code, int withoutFields) {
    assertThat(broker.ask(FakeRequest.of(code)).code()).isEqualTo(withoutFields);
    FakeReply reply =
        broker.ask(FakeRequest.of(code).with("username", "u").with("subject", "User:u"));
    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("access control is off");
  }
}
