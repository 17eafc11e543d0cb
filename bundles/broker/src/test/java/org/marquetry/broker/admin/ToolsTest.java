/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;

/** What the administration tools ask of clients, queues and progress. */
class ToolsTest {

  private BrokerFixture broker;
  private final FakeConnection connection = new FakeConnection(50_001);

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
    broker.topic("T", 2);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private void online(String topic) {
    broker.ask(
        FakeRequest.of(34)
            .over(connection)
            .body(
                "{\"clientID\":\"c1\",\"consumerDataSet\":[{\"groupName\":\"G\","
                    + "\"consumeType\":\"CONSUME_PASSIVELY\",\"messageModel\":\"CLUSTERING\","
                    + "\"consumeFromWhere\":\"CONSUME_FROM_LAST_OFFSET\","
                    + "\"subscriptionDataSet\":[{\"topic\":\""
                    + topic
                    + "\",\"subString\":\"A\",\"subVersion\":3}]}],"
                    + "\"producerDataSet\":[{\"groupName\":\"P\"}]}"));
  }

  private static String mq(int queueId) {
    return "{\"brokerName\":\"broker-a\",\"queueId\":" + queueId + ",\"topic\":\"T\"}";
  }

  @Test
  void consumersAreListedWithTheirSubscriptions() {
    online("T");
    assertThat(broker.ask(FakeRequest.of(203).with("consumerGroup", "G")).text())
        .isEqualTo(
            "{\"connectionSet\":[{\"clientAddr\":\"127.0.0.1:50001\",\"clientId\":\"c1\","
                + "\"language\":\"JAVA\",\"version\":513}],"
                + "\"consumeFromWhere\":\"CONSUME_FROM_LAST_OFFSET\","
                + "\"consumeType\":\"CONSUME_PASSIVELY\",\"messageModel\":\"CLUSTERING\","
                + "\"subscriptionTable\":{\"T\":{\"classFilterMode\":false,\"codeSet\":[65],"
                + "\"expressionType\":\"TAG\",\"subString\":\"A\",\"subVersion\":3,"
                + "\"tagsSet\":[\"A\"],\"topic\":\"T\"}}}");
  }

  @Test
  void groupsThatAreNotOnlineAreToldApart() {
    assertThat(broker.ask(FakeRequest.of(203).with("consumerGroup", "G")).code()).isEqualTo(206);
    assertThat(broker.ask(FakeRequest.of(204).with("producerGroup", "P")).code()).isEqualTo(1);
  }

  @Test
  void producersAreListed() {
    online("T");
    assertThat(broker.ask(FakeRequest.of(204).with("producerGroup", "P")).text())
        .startsWith("{\"connectionSet\":[{\"clientAddr\":\"127.0.0.1:50001\"");
    assertThat(broker.ask(FakeRequest.of(328)).text())
        .isEqualTo(
            "{\"data\":{\"P\":[{\"clientId\":\"c1\",\"language\":\"JAVA\","
                + "\"lastUpdateTimestamp\":"
                + broker.clock.millis()
                + ",\"remoteIP\":\"/127.0.0.1:50001\",\"version\":513}]}}");
  }

  @Test
  void groupsOfATopicAreThoseOnlineAndThoseWithOffsets() {
    online("T");
    broker.offsets.commit("H", "T", 0, 1);
    assertThat(broker.ask(FakeRequest.of(300).with("topic", "T")).text())
        .isEqualTo("{\"groupList\":[\"G\",\"H\"]}");
    assertThat(broker.ask(FakeRequest.of(300).with("topic", "U")).text())
        .isEqualTo("{\"groupList\":[]}");
  }

  @Test
  void topicsOfAGroupAreThoseWithOffsets() {
    broker.offsets.commit("H", "T", 0, 1);
    assertThat(broker.ask(FakeRequest.of(343).with("group", "H")).text())
        .isEqualTo("{\"brokerAddr\":\"127.0.0.1:10911\",\"topicList\":[\"T\"]}");
  }

  @Test
  void subscriptionOfAGroupIsShownWhileItIsOnline() {
    FakeRequest request = FakeRequest.of(345).with("group", "G").with("topic", "T");
    assertThat(broker.ask(request).text()).isEqualTo("{\"group\":\"G\",\"topic\":\"T\"}");

    online("T");
    FakeRequest again = FakeRequest.of(345).with("group", "G").with("topic", "T");
    assertThat(broker.ask(again).text()).contains("\"subscriptionData\":{", "\"subVersion\":3");
  }

  @Test
  void queuesOfATopicAreDescribed() throws Exception {
    broker.store("T", 1, "m", Map.of());
    assertThat(broker.ask(FakeRequest.of(202).with("topic", "T")).text())
        .isEqualTo(
            "{\"offsetTable\":{"
                + mq(0)
                + ":{\"lastUpdateTimestamp\":0,\"maxOffset\":0,\"minOffset\":0},"
                + mq(1)
                + ":{\"lastUpdateTimestamp\":"
                + broker.clock.millis()
                + ",\"maxOffset\":1,\"minOffset\":0}},\"topicPutTps\":0.0}");
    assertThat(broker.ask(FakeRequest.of(202).with("topic", "U")).code()).isEqualTo(17);
  }

  @Test
  void progressOfAGroupIsShown() throws Exception {
    broker.store("T", 0, "m1", Map.of());
    long first = broker.clock.millis();
    broker.clock.advance(5);
    broker.store("T", 0, "m2", Map.of());
    broker.offsets.commit("G", "T", 0, 1);
    String queue0 =
        mq(0)
            + ":{\"brokerOffset\":2,\"consumerOffset\":1,\"lastTimestamp\":"
            + first
            + ",\"pullOffset\":1}";
    String queue1 =
        mq(1) + ":{\"brokerOffset\":0,\"consumerOffset\":0,\"lastTimestamp\":0,\"pullOffset\":0}";
    String expected = "{\"offsetTable\":{" + queue0 + "," + queue1 + "},\"consumeTps\":0.0}";
    assertThat(broker.ask(FakeRequest.of(208).with("consumerGroup", "G")).text())
        .isEqualTo(expected);
    assertThat(broker.ask(FakeRequest.of(208).with("consumerGroup", "G").with("topic", "T")).text())
        .isEqualTo(expected);
    assertThat(
            broker
                .ask(FakeRequest.of(208).with("consumerGroup", "G").with("topicList", "T;U"))
                .text())
        .isEqualTo(expected);
    assertThat(broker.ask(FakeRequest.of(208).with("consumerGroup", "NoGroup")).text())
        .isEqualTo("{\"offsetTable\":{},\"consumeTps\":0.0}");

    broker.ask(FakeRequest.of(200).body("{\"groupName\":\"G\"}"));
    assertThat(broker.ask(FakeRequest.of(317).with("isOrder", "false")).text())
        .isEqualTo(
            "{\"brokerAddr\":\"127.0.0.1:10911\",\"consumeStatsList\":[{\"G\":["
                + expected
                + "]}],\"totalDiff\":1,\"totalInflightDiff\":0}");
    assertThat(broker.ask(FakeRequest.of(317).with("isOrder", "true")).text())
        .contains("\"consumeStatsList\":[]");
  }

  @Test
  void topicThatAnOnlineGroupHasLeftIsNotShown() {
    broker.offsets.commit("G", "T", 0, 1);
    online("U");
    assertThat(broker.ask(FakeRequest.of(208).with("consumerGroup", "G")).text())
        .isEqualTo("{\"offsetTable\":{},\"consumeTps\":0.0}");
  }

  @Test
  void timeSpanOfAGroupIsShown() throws Exception {
    long first = broker.clock.millis();
    broker.store("T", 0, "m1", Map.of());
    broker.clock.advance(10);
    broker.store("T", 0, "m2", Map.of());
    broker.offsets.commit("G", "T", 0, 1);
    broker.clock.advance(7);
    FakeReply reply = broker.ask(FakeRequest.of(303).with("topic", "T").with("group", "G"));

    assertThat(reply.text())
        .isEqualTo(
            "{\"consumeTimeSpanSet\":[{\"consumeTimeStamp\":"
                + first
                + ",\"delayTime\":7,\"maxTimeStamp\":"
                + (first + 10)
                + ",\"messageQueue\":"
                + mq(0)
                + ",\"minTimeStamp\":"
                + first
                + "},{\"consumeTimeStamp\":-1,\"delayTime\":0,\"maxTimeStamp\":-1,\"messageQueue\":"
                + mq(1)
                + ",\"minTimeStamp\":-1}]}");
    assertThat(broker.ask(FakeRequest.of(303).with("topic", "U").with("group", "G")).code())
        .isEqualTo(17);
  }
}
