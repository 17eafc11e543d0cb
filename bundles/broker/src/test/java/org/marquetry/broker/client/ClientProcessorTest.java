/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeReply;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.broker.fake.WordFilter;
import org.marquetry.broker.topic.TopicConfig;

class ClientProcessorTest {

  private BrokerFixture broker;
  private final FakeConnection first = new FakeConnection(50_001);
  private final FakeConnection second = new FakeConnection(50_002);

  @TempDir Path directory;

  @BeforeEach
  void open() throws Exception {
    broker = new BrokerFixture(directory);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private static String heartbeat(String client, String model, String subscriptions) {
    return "{\"clientID\":\""
        + client
        + "\",\"consumerDataSet\":[{\"consumeFromWhere\":\"CONSUME_FROM_FIRST_OFFSET\","
        + "\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\"G\",\"messageModel\":\""
        + model
        + "\",\"subscriptionDataSet\":["
        + subscriptions
        + "],\"unitMode\":false}],\"heartbeatFingerprint\":0,"
        + "\"producerDataSet\":[{\"groupName\":\"P\"}],\"withoutSub\":false}";
  }

  private static String subscription(String topic, String expression, long version) {
    return "{\"classFilterMode\":false,\"codeSet\":[],\"expressionType\":\"TAG\",\"subString\":\""
        + expression
        + "\",\"subVersion\":"
        + version
        + ",\"tagsSet\":[],\"topic\":\""
        + topic
        + "\"}";
  }

  private FakeReply beat(FakeConnection connection, String body) {
    return broker.ask(FakeRequest.of(34).body(body).over(connection));
  }

  private FakeReply beat(FakeConnection connection, String client, long version) {
    return beat(connection, heartbeat(client, "CLUSTERING", subscription("T", "*", version)));
  }

  private static int notices(FakeConnection connection) {
    return (int)
        connection.sent().stream()
            .filter(sent -> sent.code() == 40)
            .filter(sent -> sent.fields().equals(Map.of("consumerGroup", "G")))
            .count();
  }

  @Test
  void firstHeartbeatMakesGroupAndRetryTopicAndTellsTheClientItself() {
    FakeReply reply = beat(first, "c1", 1);

    assertThat(reply.code()).isZero();
    assertThat(reply.fields())
        .containsEntry("IS_SUPPORT_HEART_BEAT_V2", "true")
        .containsEntry("IS_SUB_CHANGE", "true");
    assertThat(broker.groups.get("G")).isNotNull();
    TopicConfig retries = broker.topics.find("%RETRY%G");
    assertThat(retries.readQueues()).isEqualTo(1);
    assertThat(retries.permission()).isEqualTo(6);
    assertThat(notices(first)).isEqualTo(1);
    assertThat(broker.clients.producers().members("P")).hasSize(1);
  }

  @Test
  void unchangedHeartbeatTellsNobody() {
    beat(first, "c1", 1);
    beat(first, "c1", 1);

    assertThat(notices(first)).isEqualTo(1);
    assertThat(first.watchers()).isEqualTo(1);
  }

  @Test
  void newMemberIsToldToEveryoneIncludingItself() {
    beat(first, "c1", 1);
    beat(second, "c2", 1);

    assertThat(notices(first)).isEqualTo(2);
    assertThat(notices(second)).isEqualTo(1);
    assertThat(members()).containsExactlyInAnyOrder("c1", "c2");
  }

  @Test
  void newTopicIsToldButANewVersionOfASubscriptionIsTakenOverSilently() {
    beat(first, "c1", 1);
    beat(first, heartbeat("c1", "CLUSTERING", subscription("T", "A", 2)));

    assertThat(notices(first)).isEqualTo(1);
    assertThat(online().subscription("T").expression()).isEqualTo("A");

    beat(
        first,
        heartbeat("c1", "CLUSTERING", subscription("T", "A", 2) + "," + subscription("U", "*", 2)));
    assertThat(notices(first)).isEqualTo(2);

    beat(first, heartbeat("c1", "CLUSTERING", subscription("U", "*", 2)));
    assertThat(notices(first)).isEqualTo(3);
    assertThat(online().subscription("T")).isNull();
  }

  @Test
  void anOlderVersionOfASubscriptionChangesNothing() {
    beat(first, heartbeat("c1", "CLUSTERING", subscription("T", "B", 5)));
    beat(second, heartbeat("c2", "CLUSTERING", subscription("T", "A", 4)));

    assertThat(online().subscription("T").expression()).isEqualTo("B");
  }

  @Test
  void broadcastingGroupIsNotTold() {
    beat(first, heartbeat("c1", "BROADCASTING", subscription("T", "*", 1)));

    assertThat(notices(first)).isZero();
    assertThat(online().broadcasting()).isTrue();
    assertThat(broker.topics.find("%RETRY%G")).isNotNull();
  }

  @Test
  void groupWithNoticesSwitchedOffIsNotTold() {
    broker.ask(
        FakeRequest.of(200).body("{\"groupName\":\"G\",\"notifyConsumerIdsChangedEnable\":false}"));
    beat(first, "c1", 1);

    assertThat(notices(first)).isZero();
  }

  @Test
  void groupThatMayNotBeMadeIsPassedOver() throws Exception {
    broker.settings.change(Map.of("autoCreateSubscriptionGroup", "false"));
    FakeReply reply = beat(first, "c1", 1);

    assertThat(reply.code()).isZero();
    assertThat(broker.clients.consumers().online("G")).isNull();
    assertThat(broker.clients.producers().members("P")).hasSize(1);
  }

  @Test
  void sameClientOnANewConnectionReplacesTheOld() {
    beat(first, "c1", 1);
    beat(second, "c1", 1);
    assertThat(members()).containsExactly("c1");

    first.close();
    assertThat(members()).containsExactly("c1");
    assertThat(online().member("c1").connection()).isSameAs(second);
    assertThat(broker.clients.producers().members("P")).hasSize(1);
  }

  @Test
  void lostConnectionIsToldToTheOthers() {
    beat(first, "c1", 1);
    beat(second, "c2", 1);
    first.close();

    assertThat(members()).containsExactly("c2");
    assertThat(notices(second)).isEqualTo(2);
    assertThat(broker.clients.producers().members("P"))
        .extracting(Member::clientId)
        .containsExactly("c2");
  }

  @Test
  void connectionThatEndedBeforeItsHeartbeatWasProcessedLeavesNobodyBehind() {
    first.close();
    beat(first, "c1", 1);

    assertThat(broker.clients.consumers().online("G")).isNull();
    assertThat(broker.clients.producers().members("P")).isEmpty();
  }

  @Test
  void unregisteredClientIsGoneAndTheOthersAreTold() {
    beat(first, "c1", 1);
    beat(second, "c2", 1);
    FakeReply reply =
        broker.ask(
            FakeRequest.of(35)
                .with("clientID", "c1")
                .with("consumerGroup", "G")
                .with("producerGroup", "P"));

    assertThat(reply.code()).isZero();
    assertThat(members()).containsExactly("c2");
    assertThat(notices(second)).isEqualTo(2);
  }

  @Test
  void silentClientIsDroppedAfterTwoMinutes() {
    beat(first, "c1", 1);
    broker.clock.advance(60_000);
    beat(second, "c2", 1);
    broker.clock.advance(60_001);
    broker.clients.expire();

    assertThat(members()).containsExactly("c2");
    assertThat(first.isOpen()).isFalse();
    assertThat(second.isOpen()).isTrue();
  }

  @Test
  void groupWithoutMembersIsUnknownToThoseWhoAsk() {
    FakeReply reply = broker.ask(FakeRequest.of(38).with("consumerGroup", "G"));

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).isEqualTo("no consumer for this group, G");
  }

  @Test
  void membersAreListed() {
    beat(first, "c1", 1);

    assertThat(broker.ask(FakeRequest.of(38).with("consumerGroup", "G")).text())
        .isEqualTo("{\"consumerIdList\":[\"c1\"]}");
  }

  @Test
  void fingerprintTellsWhetherSubscriptionsChanged() {
    String body = heartbeat("c1", "CLUSTERING", subscription("T", "*", 1));
    String marked = body.replace("\"heartbeatFingerprint\":0", "\"heartbeatFingerprint\":7");
    assertThat(beat(first, marked).field("IS_SUB_CHANGE")).isEqualTo("true");
    assertThat(beat(first, marked).field("IS_SUB_CHANGE")).isEqualTo("false");

    String bare =
        heartbeat("c1", "CLUSTERING", "")
            .replace("\"heartbeatFingerprint\":0", "\"heartbeatFingerprint\":7")
            .replace("\"withoutSub\":false", "\"withoutSub\":true");
    assertThat(beat(first, bare).field("IS_SUB_CHANGE")).isEqualTo("false");
    assertThat(online().subscription("T")).isNotNull();
    assertThat(notices(first)).isEqualTo(1);
  }

  @Test
  void tagsOfClientsThatSendNoHashCodesAreReadFromTheExpression() {
    beat(
        first,
        heartbeat(
            "c1",
            "CLUSTERING",
            "{\"topic\":\"T\",\"subString\":\" A||B \",\"subVersion\":1,\"codeSet\":null,"
                + "\"tagsSet\":null}"));

    assertThat(online().subscription("T").filter().matches("B".hashCode())).isTrue();
    assertThat(online().subscription("T").filter().matches("C".hashCode())).isFalse();
  }

  @Test
  void retryTopicOfAnOrderedTopicIsOrdered() throws IOException {
    broker.topics.put(broker.topic("T", 1).withOrder(true));
    beat(first, "c1", 1);

    assertThat(broker.topics.find("%RETRY%G").order()).isTrue();
  }

  @Test
  void bodyThatIsNoJsonIsRefusedWithAReason() {
    FakeReply reply = beat(first, "{\"clientID\":");

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("no JSON");
  }

  @Test
  void heartbeatWithoutClientIsRefused() {
    assertThat(beat(first, "{\"producerDataSet\":[]}").remark()).contains("clientID");
  }

  private FakeReply check(String type, String expression) {
    return broker.ask(
        FakeRequest.of(46)
            .body(
                "{\"clientId\":\"c\",\"group\":\"G\",\"subscriptionData\":"
                    + subscription("T", expression, 1).replace("TAG", type)
                    + "}"));
  }

  @Test
  void tellsWhetherThereIsAFilterForASubscription() throws Exception {
    assertThat(check("TAG", "A").code()).isZero();
    FakeReply refused = check("SQL92", "a");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.remark())
        .isEqualTo("The broker does not support consumer to filter message by SQL92");

    broker.filterPlugins.put("SQL92", new WordFilter());
    assertThat(check("SQL92", "a").code()).isZero();
    assertThat(check("XPATH", "a").code()).isEqualTo(1);
    broker.settings.change(Map.of("enablePropertyFilter", "false"));
    assertThat(check("SQL92", "a").remark()).contains("does not support").contains("SQL92");
  }

  @Test
  void refusesAnIllegalExpressionWithItsPosition() {
    broker.filterPlugins.put("SQL92", new WordFilter());
    FakeReply refused = check("SQL92", "what?");
    assertThat(refused.code()).isEqualTo(23);
    assertThat(refused.remark()).contains("at character 5").contains("please");
    assertThat(check("SQL92", "#! a").code()).isEqualTo(23);
  }

  @Test
  void acceptsASubscriptionWhoseFilterIsAway() throws Exception {
    broker.filterPlugins.put("SQL92", new WordFilter());
    broker.filterPlugins.remove("SQL92");
    assertThat(check("SQL92", "a").code()).isZero();
    broker.scheduler.runAll();
    String file = Files.readString(directory.resolve("config").resolve("filters.json"));
    assertThat(file).contains("\"types\":[\"SQL92\"]");
  }

  @Test
  void leadsToAnyFilterByAMark() {
    WordFilter word = new WordFilter();
    broker.filterPlugins.put("word", word);
    assertThat(check("SQL92", "#!word a").code()).isZero();
    assertThat(word.compiled).containsExactly("a");
    assertThat(check("SQL92", "#!other a").remark()).contains("filter message by other");
  }

  private List<String> members() {
    return online().members().stream().map(Member::clientId).toList();
  }

  private ConsumerGroup online() {
    return broker.clients.consumers().online("G");
  }

  @Test
  void noticesComeBeforeTheReply() {
    FakeRequest request =
        FakeRequest.of(34)
            .body(heartbeat("c1", "CLUSTERING", subscription("T", "*", 1)))
            .over(first);
    List<Boolean> answered = new ArrayList<>();
    first.onSend(sent -> answered.add(request.answered()));
    broker.ask(request);

    assertThat(answered).containsExactly(false);
  }
}
