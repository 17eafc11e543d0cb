/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.route.FakeRequest.FakeReply;

class TopicRequestsTest {

  @TempDir private Path directory;
  private RouteFixture route;

  @BeforeEach
  void open() throws IOException {
    route = new RouteFixture(directory, Map.of());
    route.register(route.master());
  }

  @Test
  void aCachedRouteFollowsTheTables() {
    String before = route.route("T1").body();
    assertThat(route.route("T1").body()).isEqualTo(before);

    route.register(route.broker("b2", 0, "127.0.0.1:20911").topics("T1", "T9"));

    assertThat(route.routeOf("T1").getAsJsonArray("brokerDatas")).hasSize(2);
  }

  @Test
  void clustersListExactlyTheirBrokers() {
    assertThat(route.ask(106, Map.of()).body())
        .isEqualTo(
            "{\"brokerAddrTable\":{\"b\":{\"brokerAddrs\":{\"0\":\"127.0.0.1:10911\"},"
                + "\"brokerName\":\"b\",\"cluster\":\"DefaultCluster\","
                + "\"enableActingMaster\":false}},"
                + "\"clusterAddrTable\":{\"DefaultCluster\":[\"b\"]}}");
  }

  @Test
  void wipingAndAddingWritePermissionTellsTheNumberOfTopics() {
    FakeReply wiped = route.ask(205, Map.of("brokerName", "b"));
    assertThat(wiped.field("wipeTopicCount")).isEqualTo("2");
    assertThat(route.permOf("T1")).isEqualTo(4);

    route.register(route.master());
    assertThat(route.permOf("T1")).as("after a registration with the same version").isEqualTo(4);

    FakeReply added = route.ask(327, Map.of("brokerName", "b"));
    assertThat(added.field("addTopicCount")).isEqualTo("2");
    assertThat(route.permOf("T1")).isEqualTo(6);

    assertThat(route.ask(205, Map.of("brokerName", "no")).field("wipeTopicCount")).isEqualTo("0");
  }

  @Test
  void topicsAreListed() {
    assertThat(topics(206, Map.of())).containsExactly("T1", "T2");
    assertThat(topics(224, Map.of("cluster", RouteFixture.CLUSTER))).containsExactly("T1", "T2");
    assertThat(topics(224, Map.of("cluster", "none"))).isEmpty();
  }

  @Test
  void listsCanBeSwitchedOff() {
    route.ask(318, Map.of(), "enableAllTopicList=false\nenableTopicList=false\n");

    assertThat(route.ask(206, Map.of()).code()).isEqualTo(1);
    assertThat(route.ask(224, Map.of("cluster", "c")).remark()).contains("enableTopicList=true");
    assertThat(route.ask(311, Map.of()).code()).isEqualTo(1);
  }

  @Test
  void systemTopicsAreTheNamesOfClustersAndBrokers() {
    FakeReply reply = route.ask(304, Map.of());

    assertThat(reply.body())
        .isEqualTo("{\"brokerAddr\":\"127.0.0.1:10911\",\"topicList\":[\"DefaultCluster\",\"b\"]}");
  }

  @Test
  void systemTopicsOfAnEmptyServiceAreNone() throws IOException {
    route = new RouteFixture(directory, Map.of());

    assertThat(route.ask(304, Map.of()).body()).isEqualTo("{\"topicList\":[]}");
  }

  @Test
  void topicsAreListedByUnitFlags() {
    String[] names = {"plain", "unit", "sub", "both"};
    for (int flag = 0; flag < names.length; flag++) {
      route.ask(
          217,
          Map.of("topic", names[flag]),
          "{queueDatas:[{brokerName:\"b\",perm:6,readQueueNums:1,writeQueueNums:1,topicSysFlag:"
              + flag
              + "}]}");
    }

    assertThat(topics(311, Map.of())).containsExactly("both", "unit");
    assertThat(topics(312, Map.of())).containsExactly("both", "sub");
    assertThat(topics(313, Map.of())).containsExactly("sub");
  }

  @Test
  void aTopicIsRegisteredForKnownBrokersOnly() {
    FakeReply reply =
        route.ask(
            217,
            Map.of("topic", "T5"),
            "{\"brokerDatas\":[],\"queueDatas\":["
                + "{\"brokerName\":\"b\",\"perm\":6,\"readQueueNums\":2,\"writeQueueNums\":2},"
                + "{\"brokerName\":\"gone\",\"perm\":6,\"readQueueNums\":2}]}");

    assertThat(reply.code()).isZero();
    assertThat(route.routeOf("T5").getAsJsonArray("queueDatas")).hasSize(1);
  }

  @Test
  void aRouteBodyThatIsNoneIsRefused() {
    FakeReply reply = route.ask(217, Map.of("topic", "T5"), "{\"queueDatas\":7}");

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("no route of topic T5");
  }

  @Test
  void aTopicIsDeletedInOneClusterOnly() {
    route.register(
        route.broker("b2", 0, "127.0.0.1:20911").topics("T1", "T9").field("clusterName", "Other"));

    route.ask(216, Map.of("topic", "T1", "clusterName", "Other"));
    assertThat(route.routeOf("T1").getAsJsonArray("queueDatas")).hasSize(1);

    route.ask(216, Map.of("topic", "T1"));
    assertThat(route.route("T1").code()).isEqualTo(17);
    assertThat(route.ask(216, Map.of("topic", "never-there")).code()).isZero();
  }

  @Test
  void orderedTopicsAreInTheRouteOnlyWhereThatIsSet() {
    route.ask(100, Map.of("namespace", "ORDER_TOPIC_CONFIG", "key", "T1", "value", "b:4"));
    assertThat(route.route("T1").body()).doesNotContain("orderTopicConf");

    route.ask(318, Map.of(), "orderMessageEnable=true");

    assertThat(route.route("T1").body()).contains("\"orderTopicConf\":\"b:4\"");
    assertThat(route.route("T2").body()).doesNotContain("orderTopicConf");
  }

  @Test
  void noRouteIsGivenOutBeforeTheServiceIsReadyWhereThatIsSet() throws IOException {
    route = new RouteFixture(directory, Map.of("needWaitForService", "true"));
    route.register(route.master());
    assertThat(route.route("T1").code()).isEqualTo(1);

    route.clock.advanceMillis(45_000);
    assertThat(route.route("T1").code()).isZero();
  }

  private Set<String> topics(int code, Map<String, String> fields) {
    FakeReply reply = route.ask(code, fields);
    assertThat(reply.code()).as("reply to %s: %s", code, reply.remark()).isZero();
    JsonArray list =
        JsonParser.parseString(reply.body()).getAsJsonObject().getAsJsonArray("topicList");
    Set<String> names = new TreeSet<>();
    list.forEach(name -> names.add(name.getAsString()));
    return names;
  }
}
