/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputTest {

  @Test
  void aTableAlignsTextToTheLeftAndNumbersToTheRight() {
    Table table =
        new Table("none", "name", "queue id", "tags")
            .row("a", 5, List.of("x", "y"))
            .row("longer", 1234567890123L, List.of())
            .row("ä€", 0, null);

    assertThat(table.text())
        .isEqualTo(
            """
            NAME         QUEUE ID  TAGS
            a                   5  x, y
            longer  1234567890123
            ä€                  0  -""");
  }

  @Test
  void aTableIsAnArrayOfObjectsForScripts() {
    Table table = new Table("none", "name", "queue id").row("a", 5);

    assertThat(Json.write(table.json()))
        .isEqualTo(
            """
            [
              {
                "name": "a",
                "queueId": 5
              }
            ]""");
  }

  @Test
  void anEmptyTableSaysSoToPeopleAndIsAnEmptyArrayForScripts() {
    Table table = new Table("nothing here", "name");

    assertThat(table.text()).isEqualTo("nothing here");
    assertThat(Json.write(table.json())).isEqualTo("[]");
  }

  @Test
  void aRowOfTheWrongLengthIsRefused() {
    assertThatThrownBy(() -> new Table("none", "a", "b").row(1))
        .hasMessageContaining("1 cells for 2 columns");
  }

  @Test
  void controlCharactersNeverReachATerminal() {
    Table table = new Table("none", "body").row("a\u001b[2Jb\nc");

    assertThat(table.text()).isEqualTo("BODY\na.[2Jb.c");
  }

  @Test
  void factsAreNamesAndValues() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("port", 9876);
    values.put("unused keys", "a, b");
    values.put("empty", "");
    Facts facts = new Facts(values);

    assertThat(facts.text())
        .isEqualTo(
            """
            port         9876
            unused keys  a, b
            empty""");
    assertThat(Json.write(facts.json()))
        .isEqualTo(
            """
            {
              "port": 9876,
              "unusedKeys": "a, b",
              "empty": ""
            }""");
  }

  @Test
  void factsMayHaveParts() {
    Map<String, Object> rates = new LinkedHashMap<>();
    rates.put("ten seconds", 1.5);
    rates.put("ten minutes", 0.0);
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("address", "a:1");
    server.put("is well", true);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("in per second", rates);
    values.put("name servers", List.of(server, "none"));
    values.put("takes messages", false);
    Facts facts = new Facts(values);

    assertThat(facts.text())
        .isEqualTo(
            """
            in per second   ten seconds 1.5, ten minutes 0.0
            name servers    a:1 yes, none
            takes messages  no""");
    assertThat(JsonParser.parseString(Json.write(facts.json())).toString())
        .isEqualTo(
            "{\"inPerSecond\":{\"tenSeconds\":1.5,\"tenMinutes\":0.0},"
                + "\"nameServers\":[{\"address\":\"a:1\",\"isWell\":true},\"none\"],"
                + "\"takesMessages\":false}");
  }

  @Test
  void sectionsHaveTitles() {
    Map<String, Answer> parts = new LinkedHashMap<>();
    parts.put("the route", new Facts(Map.of("port", 1)));
    parts.put("broker", new Lines(List.of("a", "b"), Map.of("n", 2)));
    Sections sections = new Sections(parts);

    assertThat(sections.text()).isEqualTo("the route\n  port  1\n\nbroker\n  a\n  b");
    assertThat(JsonParser.parseString(Json.write(sections.json())).toString())
        .isEqualTo("{\"theRoute\":{\"port\":1},\"broker\":{\"n\":2}}");
  }

  @Test
  void jsonEscapesWhatMustBeEscaped() {
    String hostile = "\"\\\b\f\n\r\t\u0000\u001f\u2028ä€😀";
    Map<String, Object> value = new LinkedHashMap<>();
    value.put(hostile, hostile);
    value.put("list", Arrays.asList(1, null, true, Double.NaN, 1.5, Map.of()));

    String json = Json.write(value);

    assertThat(json.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
    assertThat(JsonParser.parseString(json).getAsJsonObject().get(hostile).getAsString())
        .isEqualTo(hostile);
    assertThat(JsonParser.parseString(json).getAsJsonObject().get("list").toString())
        .isEqualTo("[1,null,true,null,1.5,{}]");
  }
}
