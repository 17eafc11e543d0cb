/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.marquetry.route.RouteFixture.ADDRESS;
import static org.marquetry.route.RouteFixture.CLUSTER;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.route.FakeRequest.FakeReply;
import org.marquetry.route.RouteFixture.Broker;

class RegistrationTest {

  @TempDir private Path directory;
  private RouteFixture route;

  @BeforeEach
  void open() throws IOException {
    route = new RouteFixture(directory, Map.of());
  }

  @Test
  void aRegisteredTopicHasARoute() {
    assertThat(route.register(route.master()).code()).isZero();

    assertThat(route.route("T1").body())
        .isEqualTo(
            "{\"brokerDatas\":[{\"brokerAddrs\":{\"0\":\"127.0.0.1:10911\"},\"brokerName\":\"b\","
                + "\"cluster\":\"DefaultCluster\",\"enableActingMaster\":false}],"
                + "\"filterServerTable\":{},"
                + "\"queueDatas\":[{\"brokerName\":\"b\",\"perm\":6,\"readQueueNums\":4,"
                + "\"topicSysFlag\":0,\"writeQueueNums\":4}]}");
  }

  @Test
  void anUnknownTopicIsAnsweredWith17AndItsName() {
    FakeReply reply = route.route("nowhere");

    assertThat(reply.code()).isEqualTo(17);
    assertThat(reply.remark())
        .startsWith("No topic route info in name server for the topic: nowhere");
  }

  @Test
  void aCompressedRegistrationSaysTheSame() throws IOException {
    Broker broker = route.master().field("compressed", "true");
    byte[] body = broker.compressedBody();
    broker.field("bodyCrc32", Integer.toString(RegistrationReader.crc(body)));

    assertThat(route.ask(103, broker.fields(), body, route.connection).code()).isZero();
    assertThat(route.permOf("T2")).isEqualTo(6);
  }

  @Test
  void anUnchangedRegistrationOnlyRefreshesTheBroker() {
    route.register(route.master());
    RouteTables before = route.registry.tables();
    route.clock.advanceMillis(100_000);

    route.register(route.master());

    assertThat(route.registry.tables()).isSameAs(before);
    LiveBroker live = route.registry.liveBrokers().iterator().next();
    assertThat(route.registry.silentMillis(live)).isZero();
    assertThat(route.connection.closeActions()).isEqualTo(1);
  }

  @Test
  void anUnchangedCompressedRegistrationIsNotReadOn() throws IOException {
    Broker broker = route.master().field("compressed", "true");
    route.ask(103, broker.fields(), broker.compressedBody(), route.connection);
    // The rest of the body is missing, which nobody can notice who stops at the version.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      byte[] version = broker.version().getBytes(UTF_8);
      out.writeInt(version.length);
      out.write(version);
    }

    assertThat(route.ask(103, broker.fields(), bytes.toByteArray(), route.connection).code())
        .isZero();
  }

  @Test
  void aTopicDeletedHereComesBackWithTheNextRegistrationOfABrokerThatStillHasIt() {
    route.register(route.master());
    assertThat(route.ask(216, Map.of("topic", "T1")).code()).isZero();
    assertThat(route.route("T1").code()).isEqualTo(17);

    route.register(route.master());

    assertThat(route.route("T1").code()).isZero();
  }

  @Test
  void anIncrementalRegistrationAddsItsTopicAndKeepsTheOthers() {
    route.register(route.master());

    route.register(route.master().topics("T3").counter(2));

    assertThat(route.registry.tables().topicNames()).containsExactlyInAnyOrder("T1", "T2", "T3");
  }

  @Test
  void aFirstRegistrationWithOneTopicIsRefused() {
    FakeReply reply = route.register(route.master().topics("T1"));

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).startsWith("register broker failed").contains("b", "all topics");
    assertThat(route.registry.tables()).isSameAs(RouteTables.EMPTY);
  }

  @Test
  void theTopicsOfASlaveOfAMasterAreIgnored() {
    route.register(route.master());

    FakeReply reply = route.register(route.broker("b", 1, "127.0.0.1:10921").topics("X1", "X2"));

    assertThat(route.registry.tables().topicNames()).containsExactlyInAnyOrder("T1", "T2");
    assertThat(reply.field("masterAddr")).isEqualTo(ADDRESS);
    assertThat(reply.field("haServerAddr")).isEqualTo(ADDRESS + "2");
    JsonObject addresses =
        route
            .routeOf("T1")
            .getAsJsonArray("brokerDatas")
            .get(0)
            .getAsJsonObject()
            .getAsJsonObject("brokerAddrs");
    assertThat(addresses.get("1").getAsString()).isEqualTo("127.0.0.1:10921");
  }

  @Test
  void theLowestSlaveServesReadsOfALostMasterAndPassesForItWhereThatIsWanted() throws IOException {
    route = new RouteFixture(directory, Map.of("supportActingMaster", "true"));
    route.register(route.master().field("enableActingMaster", "true"));
    Broker slave =
        route
            .broker("b", 1, "127.0.0.1:10921")
            .topics("T1", "T2")
            .field("enableActingMaster", "true");
    route.register(slave);

    route.ask(104, route.master().fields());
    route.register(slave);

    JsonObject shown = route.routeOf("T1");
    assertThat(shown.toString()).contains("\"brokerAddrs\":{\"0\":\"127.0.0.1:10921\"}");
    assertThat(route.permOf("T1")).isEqualTo(4);
  }

  @Test
  void aSlaveThatBecomesMasterKeepsOneEntry() {
    route.register(route.broker("b", 1, ADDRESS).topics("T1", "T2"));

    route.register(route.master().counter(2));

    assertThat(route.registry.tables().broker("b").addresses())
        .containsExactly(Map.entry(0L, ADDRESS));
  }

  @Test
  void theHigherStateVersionKeepsTheIdAndTheLoserComesBackWhenItHasTheHigherOne() {
    route.register(route.master().stateVersion(2));

    Broker other = route.broker("b", 0, "127.0.0.1:10999").topics("T1", "T2");
    assertThat(route.register(other.stateVersion(1)).code()).isZero();
    assertThat(route.registry.tables().broker("b").master()).isEqualTo(ADDRESS);

    route.register(other.stateVersion(3));
    assertThat(route.registry.tables().broker("b").master()).isEqualTo("127.0.0.1:10999");
  }

  @Test
  void aBrokerWhoseIdWasTakenByAnotherIsReadInFullAgain() {
    Broker first = route.master();
    FakeConnection otherConnection = new FakeConnection();
    Broker second = new Broker("b", 0, "127.0.0.1:10999", otherConnection).topics("T1", "T2");
    route.register(first);
    route.register(second);
    otherConnection.close();
    assertThat(route.route("T1").code()).isEqualTo(17);

    route.register(first);

    assertThat(route.registry.tables().broker("b").master()).isEqualTo(ADDRESS);
    assertThat(route.route("T1").code()).isZero();
  }

  @Test
  void unregisteringTakesTheBrokerAndItsTopics() {
    route.register(route.master());

    assertThat(route.ask(104, route.master().fields()).code()).isZero();

    assertThat(route.route("T1").code()).isEqualTo(17);
    assertThat(route.registry.tables().brokers()).isEmpty();
    assertThat(route.registry.liveBrokers()).isEmpty();
  }

  @Test
  void unregisteringAnUnknownBrokerIsFine() {
    assertThat(route.ask(104, route.master().fields()).code()).isZero();
  }

  @Test
  void silenceDropsABrokerAndItsConnection() {
    route.register(route.master());
    route.clock.advanceMillis(120_000);
    route.registry.expire();
    assertThat(route.route("T1").code()).isZero();

    route.clock.advanceMillis(1);
    route.registry.expire();

    assertThat(route.route("T1").code()).isEqualTo(17);
    assertThat(route.connection.isOpen()).isFalse();
  }

  @Test
  void aBrokerMayAskForAnotherTimeout() {
    route.register(route.master().field("heartbeatTimeoutMillis", "500"));
    route.clock.advanceMillis(501);
    route.registry.expire();

    assertThat(route.route("T1").code()).isEqualTo(17);
  }

  @Test
  void aHeartbeatAndAVersionQueryKeepABrokerAlive() {
    route.register(route.master());
    route.clock.advanceMillis(100_000);
    assertThat(route.ask(904, route.master().fields()).code()).isZero();
    route.clock.advanceMillis(100_000);
    assertThat(route.ask(322, route.master().fields(), "{}").code()).isZero();
    route.clock.advanceMillis(100_000);
    route.registry.expire();

    assertThat(route.route("T1").code()).isZero();
  }

  @Test
  void aLostConnectionDropsItsBrokerAtOnce() {
    route.register(route.master());

    route.connection.close();

    assertThat(route.route("T1").code()).isEqualTo(17);
  }

  @Test
  void aLostConnectionDoesNotDropABrokerThatHasComeBackOverAnother() {
    route.register(route.master());
    FakeConnection newer = new FakeConnection();
    route.register(route.master().over(newer));

    route.connection.close();
    assertThat(route.route("T1").code()).isZero();

    newer.close();
    assertThat(route.route("T1").code()).isEqualTo(17);
  }

  @Test
  void aRegistrationOverAConnectionThatEndsMeanwhileLeavesNothing() {
    route.connection.close();

    route.register(route.master());

    assertThat(route.route("T1").code()).isEqualTo(17);
    assertThat(route.registry.liveBrokers()).isEmpty();
  }

  @Test
  void theDataVersionTellsWhetherARegistrationIsNeeded() {
    Broker broker = route.master();
    FakeReply unknown = route.ask(322, broker.fields(), broker.version());
    assertThat(unknown.field("changed")).isEqualTo("true");
    assertThat(unknown.body()).isEmpty();

    route.register(broker);
    FakeReply same = route.ask(322, broker.fields(), broker.version());
    assertThat(same.field("changed")).isEqualTo("false");
    assertThat(same.body()).isEqualTo("{\"counter\":1,\"stateVersion\":0,\"timestamp\":7}");

    FakeReply newer = route.ask(322, broker.fields(), broker.counter(2).version());
    assertThat(newer.field("changed")).isEqualTo("true");
  }

  @Test
  void aVersionBodyThatIsNoneIsRefused() {
    FakeReply reply = route.ask(322, route.master().fields(), "[1");

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).startsWith("the body is no data version");
  }

  @Test
  void aRegistrationMayRemoveTheTopicsItDoesNotNameWhereThatIsSet() throws IOException {
    route = new RouteFixture(directory, Map.of("deleteTopicWithBrokerRegistration", "true"));
    route.register(route.master());

    route.register(route.master().topics("T2", "T3").counter(2));

    assertThat(route.registry.tables().topicNames()).containsExactlyInAnyOrder("T2", "T3");
  }

  @Test
  void theReplyCarriesTheOrderedTopics() {
    route.ask(100, Map.of("namespace", "ORDER_TOPIC_CONFIG", "key", "T1", "value", "b:4"));

    assertThat(route.register(route.master()).body()).isEqualTo("{\"table\":{\"T1\":\"b:4\"}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"brokerName", "brokerAddr", "clusterName", "brokerId"})
  void aMissingFieldIsNamed(String field) {
    HashMap<String, String> fields = new HashMap<>(route.master().fields());
    fields.remove(field);

    FakeReply reply = route.ask(103, fields, route.master().body());

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "garbage",
        "[]",
        "{\"topicConfigSerializeWrapper\":{\"topicConfigTable\":{\"T\":{\"perm\":\"six\"}}}}",
        "{\"topicConfigSerializeWrapper\":{\"topicConfigTable\":{\"T\":[]}}}",
        "{\"topicConfigSerializeWrapper\":{\"topicConfigTable\":{\" \":{},\"T\":{}}}}",
        "{\"topicConfigSerializeWrapper\":{\"dataVersion\":{\"counter\":1e99}}}",
        "{\"topicConfigSerializeWrapper\":",
        "\u0000\u0001\u0002",
      })
  void aBodyThatCannotBeReadIsRefusedWithItsBroker(String body) {
    FakeReply reply = route.ask(103, route.master().fields(), body);

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("the registration of broker b cannot be read");
    assertThat(route.registry.tables()).isSameAs(RouteTables.EMPTY);
  }

  @Test
  void deeplyNestedBodiesAreRefused() {
    String body = "{\"x\":" + "[".repeat(100_000);

    assertThat(route.ask(103, route.master().fields(), body).code()).isEqualTo(1);
  }

  @Test
  void aWrongChecksumIsRefused() {
    FakeReply reply = route.register(route.master().field("bodyCrc32", "12345"));

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).isEqualTo("crc32 not match");
  }

  @Test
  void aBodyThatInflatesWithoutEndIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeInt(Integer.MAX_VALUE);
      byte[] zeros = new byte[1024 * 1024];
      for (int i = 0; i < 70; i++) {
        out.write(zeros);
      }
    }

    FakeReply reply = compressed(bytes.toByteArray());

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("inflates to more than");
  }

  @Test
  void compressedBodiesThatLieAboutTheirLengthsAreRefused() throws IOException {
    assertThat(compressed(new byte[] {1, 2, 3}).remark()).contains("cannot be read");
    assertThat(compressed(deflated(-5)).remark()).contains("a text of -5 bytes");
    assertThat(compressed(deflated(1000)).remark()).contains("ends within a text");
  }

  private static byte[] deflated(int length) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeInt(length);
      out.writeInt(0);
    }
    return bytes.toByteArray();
  }

  private FakeReply compressed(byte[] body) {
    Map<String, String> fields = route.master().field("compressed", "true").fields();
    FakeReply reply = route.ask(103, fields, body, route.connection);
    assertThat(reply.code()).isEqualTo(1);
    return reply;
  }

  @Test
  void filterServersOfOldBrokersAreInTheRoute() {
    Broker broker = route.master();
    String body = broker.body().replace("\"filterServerList\":[]", "\"filterServerList\":[\"f\"]");
    route.ask(103, broker.fields(), body);

    assertThat(route.routeOf("T1").getAsJsonObject("filterServerTable").toString())
        .isEqualTo("{\"" + ADDRESS + "\":[\"f\"]}");
  }

  @Test
  void theZoneOfABrokerIsInTheRoute() {
    route.register(route.master().field("__ZONE_NAME", "west"));

    assertThat(route.route("T1").body()).contains("\"zoneName\":\"west\"");
  }

  @Test
  void membersOfABrokerNameAreListed() {
    route.register(route.master());

    assertThat(route.ask(901, Map.of("clusterName", CLUSTER, "brokerName", "b")).body())
        .isEqualTo(
            "{\"brokerMemberGroup\":{\"brokerAddrs\":{\"0\":\"127.0.0.1:10911\"},"
                + "\"brokerName\":\"b\",\"cluster\":\"DefaultCluster\"}}");
    assertThat(route.ask(901, Map.of("clusterName", CLUSTER, "brokerName", "no")).body())
        .contains("\"brokerAddrs\":{}");
  }
}
