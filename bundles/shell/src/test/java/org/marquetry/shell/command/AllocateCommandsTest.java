/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.admin.AllocateAdmin;
import org.marquetry.shell.FakeAllocation;

class AllocateCommandsTest {

  private final Node node = new Node();
  private final FakeAllocation allocation = new FakeAllocation();
  private final Commands commands = new Commands(node, ZoneOffset.UTC);

  @BeforeEach
  void allocationIsThere() {
    node.here(AllocateAdmin.class, allocation);
  }

  @Test
  void allGroupsAreATable() throws CommandFailure {
    assertThat(call("allocations"))
        .isEqualTo(
            "GROUP  TOPIC  STRATEGY  VERSION  CHOSEN  MEMBERS  QUEUES  GAPS  SINCE                "
                + "NOTE\n"
                + "G      T      STICKY    1.2.0    true          2       6     2  1970-01-01"
                + " 00:00:01  STICKY is not there\n"
                + "G      T      STICKY    1.2.0    false         2       6     2  1970-01-01"
                + " 00:00:01  STICKY is not there");
    assertThat(json("allocations").getAsJsonArray()).hasSize(2);
  }

  @Test
  void oneGroupIsShownMemberByMember() throws CommandFailure {
    assertThat(call("allocations G"))
        .isEqualTo(
            """
            group G
              strategy                  STICKY, chosen by an operator
              settings                  a=b
              clients that compute AVG  clients are steered
              warning                   look here

            members
              MEMBER  WAY TO ITS QUEUES
              c1      asks the broker for AVG
              c2      computes itself

            topic T: STICKY 1.2.0 since 1970-01-01 00:00:01; STICKY is not there
              MEMBER                  QUEUES
              c1                      broker-a:0-2,5
              c2                      -
              (nobody)                broker-a:3
              (waiting for an owner)  broker-a:4""");
    assertThat(json("allocations G").toString())
        .contains("\"chosenStrategy\":\"STICKY\"", "\"c1\":[\"broker-a:0\",\"broker-a:1\"")
        .contains("\"gaps\":[\"broker-a:3\"]", "\"waiting\":[\"broker-a:4\"]");
  }

  @Test
  void aPreviewShowsWhatWouldMove() throws CommandFailure {
    assertThat(call("allocate-preview G MINE b=2 a=x=y --client-strategy AVG"))
        .isEqualTo(
            """
            group G
              strategy                MINE 1.2.0
              queues that would move  2 of 4
              steerable               no: it cannot be

            topic T: 2 would move; the present owners: supposed
              MEMBER    QUEUES        GAINED      LOST
              c1        broker-a:0-1  broker-a:1  -
              c2        broker-a:2    -           broker-a:1
              (nobody)  broker-a:3    -           -""");
    assertThat(json("allocate-preview G MINE").toString())
        .contains("\"moves\":2", "\"gained\":[\"broker-a:1\"]");
    assertThat(allocation.asked)
        .containsExactly("preview G MINE {a=x=y, b=2} AVG", "preview G MINE {} null");
  }

  @Test
  void aChoiceIsMadeAndTakenBack() throws CommandFailure {
    assertThat(call("allocate-set G MINE a=b"))
        .contains("group G: MINE with a=b allocates its queues", "warning: look here");
    assertThat(call("allocate-steer G MINE")).contains("clients that compute AVG are steered");
    call("allocate-steer G MINE a=b --client-strategy AVG_BY_CIRCLE");
    assertThat(call("allocate-unset G")).contains("the strategy of its clients counts again");
    assertThat(json("allocate-set G MINE").toString()).contains("\"chosenStrategy\":\"MINE\"");
    assertThat(allocation.asked)
        .containsExactly(
            "set G MINE {a=b}",
            "steer G MINE {} AVG",
            "steer G MINE {a=b} AVG_BY_CIRCLE",
            "unset G",
            "set G MINE {}");
  }

  @ParameterizedTest
  @CsvSource({
    "allocate-set G, STRATEGY is missing",
    "allocate-set G S x, 'x' is no setting: allowed is KEY=VALUE",
    "allocate-set G S =x, '=x' is no setting: allowed is KEY=VALUE",
    "allocate-set G S a=1 a=2, the setting a is given twice",
    "allocate-unset G x, 'x' is too much",
    "allocate-steer G S --client-strategy, --client-strategy wants a value",
    "allocations G x, 'x' is too much",
  })
  void aMisusedCommandSaysHowItIsUsed(String line, String message) {
    assertThatThrownBy(() -> call(line))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message)
        .hasMessageContaining("usage: mq:alloc");
    assertThat(allocation.asked).isEmpty();
  }

  @Test
  void manyOperandsAreExplained() throws CommandFailure {
    assertThat(call("help allocate-set"))
        .startsWith("mq:allocate-set GROUP STRATEGY [KEY=VALUE…] [--json]");
  }

  @Test
  void whatIsRefusedIsToldInItsWords() {
    assertThatThrownBy(() -> call("allocations none"))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("there is no group none: mq:groups shows those there are");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allocations",
        "allocate-preview G S",
        "allocate-set G S",
        "allocate-steer G S",
        "allocate-unset G",
      })
  void withoutABrokerTheySaySo(String line) {
    node.gone(AllocateAdmin.class, allocation);
    assertThatThrownBy(() -> call(line))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("no broker runs in this node");
  }

  private String call(String line) throws CommandFailure {
    List<String> words = List.of(line.split(" ", -1));
    return commands.call(words.get(0), words.subList(1, words.size()));
  }

  private JsonElement json(String line) throws CommandFailure {
    return JsonParser.parseString(call(line + " --json"));
  }
}
