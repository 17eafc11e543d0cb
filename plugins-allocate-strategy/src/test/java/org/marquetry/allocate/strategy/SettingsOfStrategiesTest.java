/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.allocate.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.allocate.QueueId;

/** What operators write, rightly and wrongly. */
class SettingsOfStrategiesTest {

  private static final List<QueueId> QUEUES =
      List.of(
          new QueueId("Orders", "broker-a", 0),
          new QueueId("Orders", "broker-a", 1),
          new QueueId("Orders", "broker-a", 2),
          new QueueId("Orders", "broker-b", 0),
          new QueueId("Orders", "broker-b", 1));

  private static List<QueueId> config(
      String client, List<String> clients, Map<String, String> settings) {
    return new ByConfig().allocate(GivenContext.of(client, QUEUES, clients).with(settings));
  }

  @Test
  void configGivesRangesOfSeveralBrokers() {
    assertThat(config("c1", List.of("c1"), Map.of("c1", "broker-b:0,broker-a:0-1")))
        .containsExactly(QUEUES.get(3), QUEUES.get(0), QUEUES.get(1));
    assertThat(config("c1", List.of("c1"), Map.of("c1", "broker-a:*")))
        .containsExactly(QUEUES.get(0), QUEUES.get(1), QUEUES.get(2));
  }

  @Test
  void configMayNameATopic() {
    Map<String, String> settings = Map.of("c1", "Orders/broker-a:0,2,Bills/broker-b:*");
    assertThat(config("c1", List.of("c1"), settings)).containsExactly(QUEUES.get(0), QUEUES.get(2));
  }

  @Test
  void ofSeveralMembersThatMatchTheFirstHasTheQueues() {
    Map<String, String> settings = Map.of("10.0.0.7@*", "broker-a:0", "*.8@*", "broker-a:1");
    List<String> clients = List.of("10.0.0.7@11", "10.0.0.7@12", "10.0.0.8@9");
    assertThat(config("10.0.0.7@11", clients, settings)).containsExactly(QUEUES.get(0));
    assertThat(config("10.0.0.7@12", clients, settings)).isEmpty();
    assertThat(config("10.0.0.8@9", clients, settings)).containsExactly(QUEUES.get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", "broker-a", "broker-a:", "broker-a:x", "broker-a:3-1", "1", ":1", "T/:1"})
  void queuesThatCannotBeUnderstoodAreRefused(String queues) {
    assertThatThrownBy(() -> config("c1", List.of("c1"), Map.of("c1", queues)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("c1=" + queues)
        .hasMessageContaining("broker-a:0-3");
  }

  @Test
  void configWithoutSettingsSaysWhatItNeeds() {
    assertThatThrownBy(() -> config("c1", List.of("c1"), Map.of()))
        .hasMessageContaining("CLIENT=BROKER:QUEUES");
  }

  @Test
  void aRoomThatIsMissingIsNamed() {
    MachineRoomNearby nearby = new MachineRoomNearby();
    assertThatThrownBy(() -> nearby.allocate(context("c1", Map.of())))
        .hasMessage("no room is known for broker broker-a: add it to a setting brokers.ROOM=…");
    assertThatThrownBy(() -> nearby.allocate(context("c1", Map.of("brokers.x", "broker-*"))))
        .hasMessage("no room is known for client c1: add it to a setting clients.ROOM=…");
    assertThat(
            nearby.allocate(context("c1", Map.of("brokers.x", "broker-*", "clients.x", "c1,c2"))))
        .isEqualTo(QUEUES);
  }

  @Test
  void aBrokerMayBeCalledByItsRoom() {
    List<QueueId> queues = List.of(new QueueId("T", "x@a", 0), new QueueId("T", "y@b", 0));
    List<String> clients = List.of("c1", "c2");
    Map<String, String> settings = Map.of("clients.x", "c1", "clients.y", "c2");
    assertThat(
            new MachineRoomNearby().allocate(GivenContext.of("c2", queues, clients).with(settings)))
        .containsExactly(queues.get(1));
  }

  @Test
  void nearbySharesItsRoomsAsTheSettingSays() {
    Map<String, String> settings =
        Map.of("brokers.x", "*", "clients.x", "*", "strategy", "AVG_BY_CIRCLE");
    assertThat(
            new MachineRoomNearby()
                .allocate(GivenContext.of("c1", QUEUES, List.of("c1", "c2")).with(settings)))
        .containsExactly(QUEUES.get(0), QUEUES.get(2), QUEUES.get(4));
  }

  @Test
  void settingsThatDoNotExistAreRefused() {
    assertThatThrownBy(() -> new Averagely().allocate(context("c1", Map.of("a", "b"))))
        .hasMessage("AVG takes no settings, but is given {a=b}");
    assertThatThrownBy(() -> new AveragelyByCircle().allocate(context("c1", Map.of("a", "b"))))
        .hasMessageContaining("AVG_BY_CIRCLE takes no settings");
    assertThatThrownBy(() -> new ByMachineRoom().allocate(context("c1", Map.of("room", "b"))))
        .hasMessage("MACHINE_ROOM has no setting room; it has rooms");
    assertThatThrownBy(() -> new ByMachineRoom().allocate(context("c1", Map.of("rooms", ","))))
        .hasMessageContaining("needs the setting rooms=");
    assertThatThrownBy(() -> new MachineRoomNearby().allocate(context("c1", Map.of("x", "b"))))
        .hasMessageContaining("there is no setting x");
    assertThatThrownBy(
            () -> new MachineRoomNearby().allocate(context("c1", Map.of("strategy", "STICKY"))))
        .hasMessageContaining("allowed are AVG, AVG_BY_CIRCLE, CONSISTENT_HASH");
    for (String places : List.of("0", "1001", "ten")) {
      assertThatThrownBy(
              () -> new ConsistentHash().allocate(context("c1", Map.of("places", places))))
          .hasMessage("places=" + places + ": allowed are whole numbers from 1 to 1000");
    }
  }

  private static GivenContext context(String client, Map<String, String> settings) {
    return GivenContext.of(client, QUEUES, List.of("c1")).with(settings);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc, true",
    "abc, abd, false",
    "*, anything, true",
    "a*, a, true",
    "a*c, abbc, true",
    "a*c, abb, false",
    "a*a, a, false",
    "*b*d*, abcde, true",
    "*d*b*, abcde, false",
    "a**c, ac, true",
    "10.0.0.7@*, 10.0.0.70@1, false",
    "a*bc*c, abc, false",
  })
  void aStarIsForAnyCharacters(String wildcard, String name, boolean matches) {
    assertThat(new Wildcard(wildcard).matches(name)).isEqualTo(matches);
  }
}
