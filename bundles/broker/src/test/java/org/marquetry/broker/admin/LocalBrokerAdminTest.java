/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.BrokerAdmin.Client;
import org.marquetry.admin.BrokerAdmin.Group;
import org.marquetry.admin.BrokerAdmin.Lag;
import org.marquetry.admin.BrokerAdmin.Peeked;
import org.marquetry.admin.BrokerAdmin.Topic;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.fake.FakeConnection;
import org.marquetry.broker.fake.FakeRequest;
import org.marquetry.remoting.Command;

class LocalBrokerAdminTest {

  private BrokerFixture broker;
  private BrokerAdmin admin;

  @BeforeEach
  void open(@TempDir Path root) throws Exception {
    broker = new BrokerFixture(root);
    admin = new LocalBrokerAdmin(broker.parts, broker::call, broker.scheduler);
    broker.topic("T", 2);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private void online() {
    broker.ask(
        FakeRequest.of(34)
            .over(new FakeConnection(50_001))
            .body(
                "{\"clientID\":\"c1\",\"consumerDataSet\":[{\"groupName\":\"G\","
                    + "\"subscriptionDataSet\":[{\"topic\":\"T\",\"subString\":\"*\"}]}],"
                    + "\"producerDataSet\":[{\"groupName\":\"P\"}]}"));
  }

  @Test
  void statusTellsWhatMattersFirst() {
    assertThat(admin.status())
        .containsEntry("broker", "broker-a")
        .containsEntry("cluster", "DefaultCluster")
        .containsEntry("address", "127.0.0.1:10911")
        .containsEntry(
            "name servers", List.of(Map.of("address", "127.0.0.1:9876", "state", "out of reach")))
        .containsEntry("topics", 1)
        .containsEntry("messages in", 0L)
        .containsEntry("takes messages", true);
    assertThat(admin.status().keySet().iterator().next()).isEqualTo("broker");
  }

  @Test
  void topicsAreListedWithTheirMessages() throws Exception {
    broker.store("T", 0, "m1", Map.of());
    broker.store("T", 1, "m2", Map.of());

    assertThat(admin.topics(false)).containsExactly(new Topic("T", 2, 2, "RW-", 2, false));
    assertThat(admin.topics(true)).extracting(Topic::name).contains("T", "TBW102");
  }

  @Test
  void topicIsCreatedAndChanged() throws Exception {
    assertThat(admin.createTopic("New", 4)).isEqualTo(new Topic("New", 4, 4, "RW-", 0, false));
    broker.topics.put(broker.topics.find("New").withOrder(true));
    admin.createTopic("New", 8);
    assertThat(broker.topics.find("New").readQueues()).isEqualTo(8);
    assertThat(broker.topics.find("New").order()).isTrue();
  }

  @Test
  void badTopicsAreRefusedWithAReason() {
    assertThatThrownBy(() -> admin.createTopic("a b", 4))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("a b");
    assertThatThrownBy(() -> admin.createTopic("TBW102", 4)).hasMessageContaining("TBW102");
    assertThatThrownBy(() -> admin.createTopic("New", 0)).hasMessageContaining("1 to 65536");
    assertThatThrownBy(() -> admin.deleteTopic("Nowhere")).hasMessageContaining("Nowhere");
    assertThatThrownBy(() -> admin.deleteTopic("TBW102")).hasMessageContaining("system topic");
  }

  @Test
  void groupsAreListedWithTheirLag() throws Exception {
    broker.store("T", 0, "m1", Map.of());
    broker.store("T", 0, "m2", Map.of());
    broker.offsets.commit("G", "T", 0, 1);
    assertThat(admin.groups()).isEmpty();

    online();
    assertThat(admin.groups())
        .containsExactly(new Group("G", "push", "CLUSTERING", 1, List.of("T"), 1, true, List.of()));
    assertThat(admin.lag("G"))
        .containsExactly(new Lag("T", 0, 2, 1, 1, true, "-"), new Lag("T", 1, 0, -1, 0, true, "-"));

    broker.ask(
        FakeRequest.of(41)
            .body(
                "{\"clientId\":\"c1\",\"consumerGroup\":\"G\",\"mqSet\":"
                    + "[{\"brokerName\":\"broker-a\",\"queueId\":0,\"topic\":\"T\"}]}"));
    assertThat(admin.lag("G").get(0).owner()).isEqualTo("c1");
    assertThatThrownBy(() -> admin.lag("Nobody")).hasMessageContaining("Nobody");
  }

  @Test
  void clientsAreListed() {
    online();
    assertThat(admin.clients())
        .containsExactly(
            new Client("c1", "consumer", "G", "127.0.0.1:50001", "JAVA", "513"),
            new Client("c1", "producer", "P", "127.0.0.1:50001", "JAVA", "513"));
  }

  @Test
  void messagesAreRead() throws Exception {
    for (int i = 0; i < 5; i++) {
      broker.store("T", 0, "m" + i, Map.of("UNIQ_KEY", "U" + i));
    }
    broker.store("T", 1, "other", Map.of());

    List<Peeked> newest = admin.peek("T", -1, -1, 2);
    assertThat(newest).extracting(BrokerAdmin.Peeked::messageId).startsWith("U3", "U4").hasSize(3);
    assertThat(newest.get(0).body()).isEqualTo("m3".getBytes(UTF_8));
    assertThat(newest.get(0).properties()).containsEntry("UNIQ_KEY", "U3");
    assertThat(newest.get(2).messageId()).startsWith("7F00000100002A9F");
    assertThat(admin.peek("T", 0, 1, 3))
        .extracting(Peeked::queueOffset)
        .containsExactly(1L, 2L, 3L);
    assertThat(admin.peek("T", 0, 99, 3)).isEmpty();

    assertThatThrownBy(() -> admin.peek("U", 0, 0, 1)).hasMessageContaining("no topic U");
    assertThatThrownBy(() -> admin.peek("T", 2, 0, 1)).hasMessageContaining("0 to 1");
    assertThatThrownBy(() -> admin.peek("T", 0, 0, 0)).hasMessageContaining("1 to 1000");
  }

  @Test
  void configurationIsListed() {
    assertThat(admin.config())
        .anySatisfy(
            entry -> {
              assertThat(entry.key()).isEqualTo("brokerName");
              assertThat(entry.value()).isEqualTo("broker-a");
            });
  }

  @Test
  void sendWithoutARouteTellsWhatIsMissing() {
    broker.network((address, request) -> null);
    assertThatThrownBy(() -> admin.send("T", "", "", "hello"))
        .isInstanceOf(AdminException.class)
        .hasMessageContaining("127.0.0.1:9876 is out of reach");

    broker.network((address, request) -> new Command(17, "no route", Map.of(), new byte[0]));
    assertThatThrownBy(() -> admin.send("T", "", "", "hello")).hasMessageContaining("topic T");
  }
}
