/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.marquetry.remoting.CommandException;

class JsonTextTest {

  @Test
  void queuesStandAsNames() {
    String json =
        new JsonText()
            .object()
            .name("offsetTable")
            .object()
            .name("T", "b", 0)
            .value(7)
            .name("T", "b", 1)
            .value(8)
            .end()
            .name("next")
            .value(true)
            .end()
            .toString();

    assertThat(json)
        .isEqualTo(
            "{\"offsetTable\":{{\"brokerName\":\"b\",\"queueId\":0,\"topic\":\"T\"}:7,"
                + "{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"T\"}:8},\"next\":true}");
  }

  @Test
  void everythingIsEscapedSoThatItReadsBack() {
    String nasty = "quote \" backslash \\ newline \n tab \t bell \u0007 é 漢";
    JsonObject back =
        JsonParser.parseString(new JsonText().object().name(nasty).value(nasty).end().toString())
            .getAsJsonObject();

    assertThat(back.get(nasty).getAsString()).isEqualTo(nasty);
  }

  @Test
  void valuesOfEveryKind() {
    assertThat(
            new JsonText()
                .array()
                .value((String) null)
                .value(1.5)
                .value(Double.NaN)
                .value(false)
                .queue("T", "b", 2)
                .values(List.of("x", "y"))
                .values(Map.of("k", "v"))
                .raw("{}")
                .array()
                .end()
                .end()
                .toString())
        .isEqualTo(
            "[null,1.5,0.0,false,{\"brokerName\":\"b\",\"queueId\":2,\"topic\":\"T\"},"
                + "[\"x\",\"y\"],{\"k\":\"v\"},{},[]]");
  }

  @Test
  void fieldsAreReadLeniently() throws CommandException {
    JsonObject object =
        JsonFields.body(
            "{a:1,'b':\"2\",\"c\":null,\"d\":[1],\"e\":true,\"f\":{},\"g\":\"x\"}".getBytes(UTF_8));

    assertThat(JsonFields.intOr(object, "a", 9)).isEqualTo(1);
    assertThat(JsonFields.longOr(object, "b", 9)).isEqualTo(2);
    assertThat(JsonFields.intOr(object, "c", 9)).isEqualTo(9);
    assertThat(JsonFields.intOr(object, "d", 9)).isEqualTo(9);
    assertThat(JsonFields.intOr(object, "g", 9)).isEqualTo(9);
    assertThat(JsonFields.textOr(object, "missing", "m")).isEqualTo("m");
    assertThat(JsonFields.booleanOr(object, "e", false)).isTrue();
    assertThat(JsonFields.object(object, "f")).isNotNull();
    assertThat(JsonFields.object(object, "d")).isNull();
    assertThat(JsonFields.array(object, "d")).hasSize(1);
    assertThat(JsonFields.objects(object, "d")).isEmpty();
    assertThat(JsonFields.objects(object, "missing")).isEmpty();
  }

  @Test
  void bodyThatIsNoObjectIsRefused() {
    for (String body : List.of("", "[]", "1", "{oops", "\u0000")) {
      assertThatThrownBy(() -> JsonFields.body(body.getBytes(UTF_8)))
          .as("body <%s>", body)
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("JSON");
    }
  }
}
