/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.FilterAdmin;

class FilterCommandsTest {

  private final Node node = new Node();
  private final FakeFilters filters = new FakeFilters();
  private final Commands commands = new Commands(node, ZoneOffset.UTC);

  /** Filters that write down what is asked of them. */
  private static final class FakeFilters implements FilterAdmin {

    final List<String> asked = new ArrayList<>();
    final List<Comparison> comparisons = new ArrayList<>();

    @Override
    public List<Type> types() {
      return List.of(new Type("SQL92", "1.2.0", "in use", 1));
    }

    @Override
    public List<Use> uses() {
      return List.of(
          new Use("G", "T", "SQL92", "a = 1", "consumer", "waiting", "it is away", 1500));
    }

    @Override
    public List<Binding> bindings() {
      return List.of(new Binding("G", "T", "SQL92", "a = 1"));
    }

    @Override
    public String bind(String group, String topic, String type, String expression)
        throws AdminException {
      asked.add("bind " + group + "|" + topic + "|" + type + "|" + expression);
      if (expression.equals("?")) {
        throw new AdminException("at character 1: what?");
      }
      return expression.equals("later") ? "nobody knows" : "";
    }

    @Override
    public Binding unbind(String group, String topic) {
      asked.add("unbind " + group + "|" + topic);
      return new Binding(group, topic, "SQL92", "a = 1");
    }

    @Override
    public List<Mixed> mixed() {
      return List.of(
          new Mixed(
              "G",
              "shared",
              List.of(
                  new Share(Map.of("T", "a"), List.of("c1", "c2"), "online", 3),
                  new Share(Map.of("T", "b"), List.of("c3"), "online", 4))));
    }

    @Override
    public void mode(String group, String mode) {
      asked.add("mode " + group + "|" + mode);
    }

    private static Comparison comparison(String kind, String group, String topic) {
      return new Comparison(
          kind,
          group,
          topic,
          "SQL92 a = 1",
          "SQL92 a = 2",
          "running",
          12,
          100,
          90,
          80,
          5,
          4,
          1,
          0,
          0,
          List.of(new Example("failing", 3, 17, "ID1", "too long")));
    }

    @Override
    public Comparison shadow(String group, String topic, String type, String expression) {
      asked.add("shadow " + group + "|" + topic + "|" + type + "|" + expression);
      return comparison("shadow", group, topic);
    }

    @Override
    public Comparison dryRun(
        String group,
        String topic,
        String type,
        String expression,
        long from,
        long to,
        long last,
        long waitMillis) {
      asked.add(
          String.join(
              "|",
              "dry-run " + group,
              topic,
              type,
              expression,
              from + " to " + to,
              "last " + last,
              "wait " + waitMillis));
      return comparison("dry-run", group, topic);
    }

    @Override
    public List<Comparison> comparisons(String kind) {
      asked.add(kind + "s");
      return comparisons;
    }

    @Override
    public Comparison stop(String kind, String group, String topic) {
      asked.add("stop " + kind + " " + group + "|" + topic);
      return comparison(kind, group, topic);
    }
  }

  @BeforeEach
  void offer() {
    node.here(FilterAdmin.class, filters);
  }

  private String call(String name, String... operands) throws CommandFailure {
    return commands.call(name, List.of(operands));
  }

  @Test
  void filtersShowWhatWaitsAndWhy() throws CommandFailure {
    assertThat(call("filters"))
        .isEqualTo(
            """
            filters
              FILTER  VERSION  STATE   USES
              SQL92   1.2.0    in use     1

            uses
              GROUP  TOPIC  FILTER  EXPRESSION  BY        STATE    FOR MS  REASON
              G      T      SQL92   a = 1       consumer  waiting    1500  it is away""");
    assertThat(call("filters", "--json")).contains("\"forMs\": 1500");
  }

  @Test
  void aFilterIsBoundAndUnbound() throws CommandFailure {
    assertThat(call("filter-bind", "G", "T", "SQL92", "a = 1")).doesNotContain("warning");
    assertThat(call("filter-bind", "G", "T", "SQL92", "later")).contains("warning", "nobody knows");
    assertThat(call("filter-bind")).contains("SQL92", "a = 1");
    assertThat(call("filter-unbind", "G", "T")).contains("unbound filter", "a = 1");
    assertThat(filters.asked)
        .containsExactly("bind G|T|SQL92|a = 1", "bind G|T|SQL92|later", "unbind G|T");
    assertThatThrownBy(() -> call("filter-bind", "G", "T", "SQL92", "?"))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("at character 1: what?");
    assertThatThrownBy(() -> call("filter-bind", "G", "T", "SQL92"))
        .hasMessageContaining("go together")
        .hasMessageContaining("usage: mq:filter-bind");
    assertThatThrownBy(() -> call("filter-unbind", "G")).hasMessageContaining("TOPIC is missing");
  }

  @Test
  void groupModesAreListedAndSet() throws CommandFailure {
    assertThat(call("group-mode"))
        .isEqualTo(
            """
            GROUP  MODE    SUBSCRIPTIONS  STATE   LAG  MEMBERS
            G      shared  T: a           online    3  c1, c2
            G      shared  T: b           online    4  c3""");
    assertThat(call("group-mode", "G", "per-member")).contains("per-member");
    assertThat(filters.asked).containsExactly("mode G|per-member");
    assertThatThrownBy(() -> call("group-mode", "G")).hasMessageContaining("MODE is missing");
  }

  @Test
  void aShadowIsBegunReportedAndStopped() throws CommandFailure {
    assertThat(call("filter-shadow", "G", "T", "SQL92@1.3.0"))
        .contains("candidate  SQL92 a = 2", "failing", "too long", "17");
    call("filter-shadow", "G", "T", "SQL92", "a = 2");
    call("filter-shadow", "G", "T", "stop");
    call("filter-shadow", "stop", "G", "T");
    assertThat(filters.asked)
        .containsExactly(
            "shadow G|T|SQL92@1.3.0|null",
            "shadow G|T|SQL92|a = 2",
            "stop shadow G|T",
            "stop shadow G|T");
  }

  @Test
  void reportsAreFoundByGroupAndTopic() throws CommandFailure {
    assertThat(call("filter-shadow", "report")).isEqualTo("there is no shadow");
    assertThatThrownBy(() -> call("filter-shadow", "G", "T", "report"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("there is no shadow of group G and topic T");
    filters.comparisons.add(FakeFilters.comparison("shadow", "G", "T"));
    assertThat(call("filter-shadow")).contains("comparison", "too long");
    filters.comparisons.add(FakeFilters.comparison("shadow", "H", "T"));
    assertThat(call("filter-shadow")).contains("GROUP", "COMPARED").doesNotContain("too long");
    assertThat(call("filter-shadow", "H", "T", "report")).contains("too long");
    assertThat(call("filter-shadow", "report", "H", "T", "--json"))
        .contains("\"messageId\": \"ID1\"", "\"compared\": 90");
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "G T", "stop", "stop G", "report G"})
  void aComparisonWantsAllItNeeds(String line) {
    assertThatThrownBy(() -> call("filter-shadow", line.split(" ")))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("usage: mq:filter-shadow");
  }

  @Test
  void aDryRunTakesAPartOfHistory() throws CommandFailure {
    call("filter-dry-run", "G", "T", "SQL92", "a = 2");
    call("filter-dry-run", "G", "T", "SQL92", "--last", "5", "--wait", "0");
    call(
        "filter-dry-run",
        "G",
        "T",
        "SQL92",
        "--from",
        "1970-01-01T00:01",
        "--to",
        "1970-01-01T00:02:00Z");
    call("filter-dry-run", "G", "T", "SQL92", "--from", "1234");
    call("filter-dry-run", "G", "T", "stop");
    assertThat(filters.asked)
        .containsExactly(
            "dry-run G|T|SQL92|a = 2|-1 to -1|last 0|wait 10000",
            "dry-run G|T|SQL92|null|-1 to -1|last 5|wait 0",
            "dry-run G|T|SQL92|null|60000 to 120000|last 0|wait 10000",
            "dry-run G|T|SQL92|null|1234 to -1|last 0|wait 10000",
            "stop dry-run G|T");
  }

  @ParameterizedTest
  @CsvSource({"--from,yesterday", "--to,2026-13-01T00:00", "--last,0", "--wait,-1"})
  void refusesTimesAndNumbersThatAreNone(String option, String value) {
    assertThatThrownBy(() -> call("filter-dry-run", "G", "T", "SQL92", option, value))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(option);
  }
}
