/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.remoting.Command;
import org.marquetry.remoting.RemotingException;

class OffsetsProcessorTest {

  private BrokerFixture broker;
  private long firstTime;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
    broker.topic("T", 2);
    assertThat(broker.groups.find("G")).as("a group made by asking for it").isNotNull();
    firstTime = broker.clock.millis();
    for (int i = 0; i < 3; i++) {
      broker.store("T", 0, "m" + i, Map.of());
      broker.clock.advance(1_000);
    }
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private static FakeRequest reset(long timestamp) {
    return FakeRequest.of(222)
        .with("topic", "T")
        .with("group", "G")
        .with("timestamp", timestamp)
        .with("isForce", "true");
  }

  private static String answer(String... offsets) {
    StringBuilder text = new StringBuilder("{\"offsetTable\":{");
    for (int i = 0; i < offsets.length; i += 2) {
      text.append(i == 0 ? "" : ",")
          .append("{\"brokerName\":\"broker-a\",\"queueId\":")
          .append(offsets[i])
          .append(",\"topic\":\"T\"}:")
          .append(offsets[i + 1]);
    }
    return text.append("}}").toString();
  }

  @Test
  void everyQueueIsResetByTime() {
    FakeReply reply = broker.ask(reset(firstTime + 1_000));

    assertThat(reply.code()).isZero();
    assertThat(reply.text()).isEqualTo(answer("0", "1", "1", "0"));
    assertThat(broker.resets.pending("G", "T", 0)).isEqualTo(1);
    assertThat(broker.offsets.offset("G", "T", 0)).isEqualTo(1);
  }

  @Test
  void negativeTimeIsTheEnd() {
    assertThat(broker.ask(reset(-1)).text()).isEqualTo(answer("0", "3", "1", "0"));
  }

  @Test
  void oneQueueIsResetToAnOffset() {
    assertThat(broker.ask(reset(-1).with("queueId", 0).with("offset", 2)).text())
        .isEqualTo(answer("0", "2"));
    assertThat(broker.resets.pending("G", "T", 1)).isEqualTo(-1);
    assertThat(broker.ask(reset(firstTime).with("queueId", 0).with("offset", -1)).text())
        .isEqualTo(answer("0", "0"));
  }

  @Test
  void offsetOutOfRangeIsRefused() {
    FakeReply reply = broker.ask(reset(-1).with("queueId", 0).with("offset", 5));

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("5", "[0-3]");
    assertThat(broker.resets.pending("G", "T", 0)).isEqualTo(-1);
    assertThat(broker.ask(reset(-1).with("queueId", 0).with("offset", 4)).code()).isZero();
  }

  @Test
  void unknownTopicAndGroupAreRefused() throws Exception {
    assertThat(broker.ask(reset(-1).with("topic", "U")).code()).isEqualTo(17);
    assertThat(broker.ask(reset(-1).with("group", "nobody")).code()).isEqualTo(26);
  }

  @Test
  void pendingResetCountsAsProgress() {
    broker.ask(reset(firstTime + 2_000));
    assertThat(broker.ask(FakeRequest.of(208).with("consumerGroup", "G")).text())
        .contains("\"brokerOffset\":3,\"consumerOffset\":2");
  }

  @Test
  void offsetsAreCopiedFromGroupToGroup() {
    broker.offsets.commit("G", "T", 0, 2);
    broker.offsets.commit("G", "U", 1, 7);
    FakeRequest one =
        FakeRequest.of(314).with("srcGroup", "G").with("destGroup", "H").with("topic", "T");
    assertThat(broker.ask(one).code()).isZero();
    assertThat(broker.offsets.offset("H", "T", 0)).isEqualTo(2);
    assertThat(broker.offsets.offset("H", "U", 1)).isEqualTo(-1);

    broker.ask(FakeRequest.of(314).with("srcGroup", "G").with("destGroup", "I"));
    assertThat(broker.offsets.offset("I", "T", 0)).isEqualTo(2);
    assertThat(broker.offsets.offset("I", "U", 1)).isEqualTo(7);
  }

  @Test
  void offsetFilesAreGivenToThoseWhoAsk() throws Exception {
    broker.offsets.commit("G", "T", 0, 2);
    broker.store("T", 0, "later", Map.of("DELAY", "1"));

    assertThat(broker.ask(FakeRequest.of(43)).text()).contains("T@G");
    assertThat(broker.ask(FakeRequest.of(45)).text())
        .contains("\"dataVersion\"", "\"offsetTable\":{}");
  }

  private FakeConnection online(String clientId) {
    FakeConnection client = new FakeConnection(50_000 + clientId.hashCode() % 1000);
    broker.ask(
        FakeRequest.of(34)
            .over(client)
            .version(513)
            .body(
                "{\"clientID\":\"" + clientId + "\",\"consumerDataSet\":[{\"groupName\":\"G\"}]}"));
    return client;
  }

  private static Command last(FakeConnection client) {
    return client.sent().get(client.sent().size() - 1);
  }

  @Test
  void membersAreToldOfAResetWhereTheBrokerDoesNotKeepIt() throws Exception {
    broker.settings.change(Map.of("useServerSideResetOffset", "false"));
    assertThat(broker.ask(reset(firstTime + 1_000)).code()).as("no offset yet").isEqualTo(1);
    broker.offsets.commit("G", "T", 0, 3);
    broker.offsets.commit("G", "T", 1, 0);
    assertThat(broker.ask(reset(firstTime + 1_000)).code()).as("nobody there").isEqualTo(206);

    FakeConnection one = online("one");
    FakeConnection two = online("two");
    FakeReply reply = broker.ask(reset(firstTime + 1_000));
    assertThat(reply.code()).as(reply.remark()).isZero();
    assertThat(reply.text()).isEqualTo(answer("0", "1", "1", "0"));
    for (FakeConnection client : List.of(one, two)) {
      assertThat(last(client).code()).isEqualTo(220);
      assertThat(last(client).fields()).containsEntry("topic", "T").containsEntry("group", "G");
      assertThat(new String(last(client).body(), UTF_8)).isEqualTo(answer("0", "1", "1", "0"));
    }
    assertThat(broker.resets.pending("G", "T", 0)).isEqualTo(-1);
    assertThat(broker.offsets.offset("G", "T", 0)).as("the members commit it").isEqualTo(3);
  }

  @Test
  void aResetThatIsNotForcedNeverSkipsMessages() throws Exception {
    broker.settings.change(Map.of("useServerSideResetOffset", "false"));
    broker.offsets.commit("G", "T", 0, 1);
    broker.offsets.commit("G", "T", 1, 0);
    online("one");
    assertThat(broker.ask(reset(-1).with("isForce", "false")).text())
        .isEqualTo(answer("0", "1", "1", "0"));
    assertThat(broker.ask(reset(-1)).text()).isEqualTo(answer("0", "3", "1", "0"));
  }

  private static FakeRequest status() {
    return FakeRequest.of(223).with("topic", "T").with("group", "G");
  }

  private static CompletableFuture<Command> answers(String body) {
    return CompletableFuture.completedFuture(new Command(0, null, Map.of(), body.getBytes(UTF_8)));
  }

  @Test
  void membersSayHowFarTheyAre() {
    assertThat(broker.ask(status()).code()).as("nobody there").isEqualTo(1);
    String table = "{{\"brokerName\":\"b\",\"queueId\":0,\"topic\":\"}\"}:7}";
    online("one")
        .peer(
            asked ->
                answers(
                    "{\"consumerTable\":{\"messageQueueTable\":{}},\"messageQueueTable\":"
                        + table
                        + "}"));
    online("two").peer(asked -> CompletableFuture.failedFuture(new RemotingException("gone")));
    FakeReply reply = broker.ask(status());
    assertThat(reply.code()).as(reply.remark()).isZero();
    assertThat(reply.text())
        .isEqualTo("{\"consumerTable\":{\"one\":" + table + "},\"messageQueueTable\":{}}");

    FakeReply silent = broker.ask(status().with("clientAddr", "two"));
    assertThat(silent.code()).isEqualTo(207);
    assertThat(broker.ask(status().with("clientAddr", "three")).text())
        .isEqualTo("{\"consumerTable\":{},\"messageQueueTable\":{}}");
  }
}
