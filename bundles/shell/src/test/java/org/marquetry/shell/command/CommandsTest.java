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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;
import org.marquetry.admin.InterceptorAdmin;
import org.marquetry.admin.InterceptorAdmin.Interceptor;
import org.marquetry.admin.PluginAdmin;
import org.marquetry.admin.RouteAdmin;
import org.marquetry.shell.FakeBroker;

class CommandsTest {

  private final Node node = new Node();
  private final FakeBroker broker = new FakeBroker();
  private final Commands commands = new Commands(node, ZoneOffset.UTC);

  @Test
  void everyPromisedCommandIsThere() {
    assertThat(commands.names())
        .containsExactly(
            "status",
            "topics",
            "topic-create",
            "topic-delete",
            "groups",
            "lag",
            "clients",
            "send",
            "peek",
            "plugins",
            "plugin",
            "plugin-history",
            "plugin-reset",
            "plugin-canary",
            "filters",
            "filter-bind",
            "filter-unbind",
            "filter-shadow",
            "filter-dry-run",
            "group-mode",
            "interceptors",
            "store-spans",
            "store-switch",
            "store-clean",
            "delayed",
            "delayed-cancel",
            "delayed-reschedule",
            "delay-lanes",
            "delay-switch",
            "dlq-resend",
            "transactions",
            "transaction-commit",
            "transaction-rollback",
            "allocations",
            "allocate-preview",
            "allocate-set",
            "allocate-steer",
            "allocate-unset",
            "config",
            "round-trip",
            "help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "topics",
        "topic-create T",
        "topic-delete T",
        "groups",
        "lag G",
        "clients",
        "send T b",
        "peek T",
        "config",
        "round-trip T 1",
        "plugins",
        "interceptors",
        "filters",
        "filter-bind",
        "filter-unbind G T",
        "filter-shadow",
        "filter-dry-run",
        "group-mode",
        "status",
      })
  void withoutWhatItNeedsACommandSaysSo(String line) {
    assertThatThrownBy(() -> call(line))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("in this node");
  }

  @Test
  void interceptorsAreATable() throws CommandFailure {
    node.here(
        InterceptorAdmin.class,
        () ->
            List.of(
                new Interceptor(
                    "send", "audit", "1.2.0", true, "working", 7, 1, 2, 3, 4, "no data")));

    assertThat(call("interceptors"))
        .isEqualTo(
            """
            SIDE  NAME   VERSION  REQUIRED  STATE    SEEN  REFUSED  PASSED  BLOCKED  UNTOLD  REASON
            send  audit  1.2.0    true      working     7        1       2        3       4  no data""");
    node.here(InterceptorAdmin.class, List::of);
    assertThat(call("interceptors")).startsWith("no interceptors");
  }

  @Test
  void topicsAreATable() throws CommandFailure {
    node.here(BrokerAdmin.class, broker);

    assertThat(call("topics"))
        .isEqualTo(
            """
            NAME  READ QUEUES  WRITE QUEUES  PERMISSION  MESSAGES  SYSTEM
            T1              8             4  RW-              123  false""");
    call("topics --system");
    assertThat(broker.asked).containsExactly("topics false", "topics true");
  }

  @Test
  void everyCommandAnswersInJson() throws CommandFailure {
    node.here(BrokerAdmin.class, broker);
    node.here(PluginAdmin.class, new FakePlugins());

    assertThat(json("topics").toString()).contains("\"readQueues\":8");
    assertThat(json("topic-create T --queues 3").toString()).contains("\"readQueues\":3");
    assertThat(json("topic-delete T").toString()).isEqualTo("{\"deleted\":\"T\"}");
    assertThat(json("groups").toString()).contains("\"topics\":[\"T1\",\"%RETRY%G\"]");
    assertThat(json("lag G").toString()).contains("\"consumerOffset\":3");
    assertThat(json("clients").toString()).contains("\"clientId\":\"1@2\"");
    assertThat(json("send T hello").toString()).contains("\"messageId\":\"ID1\"");
    assertThat(json("config broker").toString()).contains("brokerName").doesNotContain("10911");
    assertThat(json("round-trip T 2").toString()).contains("\"count\":2");
    assertThat(json("plugins").toString()).contains("\"state\":\"in use\"");
    assertThat(json("status").toString()).isEqualTo("{\"broker\":{\"name\":\"broker-a\"}}");
    assertThat(json("help").toString()).contains("\"mqTopicCreate\"");
    assertThat(json("help peek").toString()).contains("mq:peek TOPIC");
  }

  @Test
  void aMessageIsSentWithTagAndKey() throws CommandFailure {
    node.here(BrokerAdmin.class, broker);

    commands.call("send", List.of("T", "a body", "--tag", "red", "--key", "k1"));

    assertThat(broker.asked).containsExactly("send T|red|k1|a body");
  }

  @Test
  void peekShowsTheBeginningToPeopleAndAllToScripts() throws CommandFailure {
    node.here(BrokerAdmin.class, broker);

    assertThat(call("peek T --queue 0 --offset 5 --count 2"))
        .contains("1970-01-01 00:00:00.000", "red", "x".repeat(60) + "…", "(no text)");
    assertThat(json("peek T").toString()).contains("x".repeat(70), "\"bodyBase64\":\"/wA=\"");
    assertThat(broker.asked).containsExactly("peek T 0 5 2", "peek T -1 -1 10");
  }

  @Test
  void statusShowsRouteAndBroker() throws CommandFailure {
    node.here(BrokerAdmin.class, broker);
    node.here(RouteAdmin.class, new FakeRoute());

    assertThat(call("status"))
        .isEqualTo(
            """
            route
              port  9876

            registered brokers
              CLUSTER  NAME  ID  ADDRESS  TOPICS  SILENT MS
              c        b      0  a:1           3         12

            broker
              name  broker-a""");
  }

  @Test
  void configShowsWhatAnyRoleOfTheNodeUses() throws CommandFailure {
    node.here(RouteAdmin.class, new FakeRoute());
    assertThat(call("config"))
        .contains("route.orderMessageEnable", "route.brokerName", "route.madeUp");

    node.here(BrokerAdmin.class, broker);
    assertThat(call("config"))
        .contains("brokerName", "route.orderMessageEnable", "route.madeUp")
        .doesNotContain("route.brokerName");
  }

  @Test
  void whatTheBrokerRefusesIsToldInItsWords() {
    node.here(BrokerAdmin.class, broker);

    assertThatThrownBy(() -> commands.call("topic-create", List.of("a b")))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("'a b' is no topic name: allowed are letters");
    assertThatThrownBy(() -> call("round-trip lost 10"))
        .hasMessage("only 3 of 10 messages came back");
  }

  @ParameterizedTest
  @CsvSource({
    "topic-create, TOPIC is missing",
    "topic-create T U, 'U' is too much",
    "topic-create T --queue 1, there is no option --queue",
    "topic-create T --queues, --queues wants a value",
    "topic-create T --queues 0, allowed are whole numbers from 1 to 65536",
    "topic-create T --queues many, --queues is 'many'",
    "round-trip T x, COUNT is 'x'",
    "peek T --offset -1, whole numbers from 0 on",
    "help nothing, mq:help lists them all",
  })
  void aMisusedCommandSaysHowItIsUsed(String line, String message) {
    node.here(BrokerAdmin.class, broker);

    assertThatThrownBy(() -> call(line))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message)
        .hasMessageContaining("mq:");
    assertThat(broker.asked).isEmpty();
  }

  @Test
  void helpListsAndExplains() throws CommandFailure {
    assertThat(call("help")).contains("mq:topic-create", "Creates a topic");
    assertThat(call("help mq:peek"))
        .startsWith("mq:peek TOPIC [--queue N] [--offset N] [--count N] [--json]")
        .contains("--queue N   only this queue");
    assertThat(call("peek --help")).isEqualTo(call("help peek"));
  }

  @Test
  void aBrokerThatGoesIsForgottenUnlessAnotherTookItsPlace() throws CommandFailure {
    FakeBroker next = new FakeBroker();
    node.here(BrokerAdmin.class, broker);
    node.here(BrokerAdmin.class, next);
    node.gone(BrokerAdmin.class, broker);
    call("topics");
    assertThat(next.asked).hasSize(1);

    node.gone(BrokerAdmin.class, next);
    assertThatThrownBy(() -> call("topics")).hasMessageContaining("no broker runs");
  }

  private String call(String line) throws CommandFailure {
    List<String> words = List.of(line.split(" ", -1));
    return commands.call(words.get(0), words.subList(1, words.size()));
  }

  private JsonElement json(String line) throws CommandFailure {
    return JsonParser.parseString(call(line + " --json"));
  }

  private static final class FakeRoute implements RouteAdmin {

    @Override
    public Map<String, Object> status() {
      return Map.of("port", 9876);
    }

    @Override
    public List<ConfigEntry> config() {
      return List.of(
          new ConfigEntry("route.orderMessageEnable", "true", "file", "with order"),
          new ConfigEntry("route.brokerName", "broker-a", "unknown", "not used"),
          new ConfigEntry("route.madeUp", "1", "unknown", "not used"));
    }

    @Override
    public List<RegisteredBroker> brokers() {
      return List.of(new RegisteredBroker("c", "b", 0, "a:1", 3, 12));
    }
  }
}
