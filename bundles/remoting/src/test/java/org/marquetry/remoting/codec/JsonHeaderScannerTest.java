/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.remoting.FieldName;

class JsonHeaderScannerTest {

  @Test
  void everyEscapeIsUnderstood() throws Exception {
    Header header =
        Headers.json(
            "{\"remark\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u0002\\u00e9\\u4E2d\\uD83D\\ude00 é中😀\"}");
    assertThat(header.remark()).isEqualTo("\"\\/\b\f\n\r\t\u0001\u0002é中😀 é中😀");
    assertThat(Headers.json("{\"remark\":\"\\ud83d \\ude00\\ud83d\\ud83d\\ude00\"}").remark())
        .isEqualTo("? ??😀");
  }

  @Test
  void blanksOrderAndUnknownKeysDoNotMatter() throws Exception {
    Header header =
        Headers.json(
            " { \"x\" : {\"a\":[1,{\"b\":\"}\\\"\"},null],\"c\":{}} , \"extFields\" :\t{ \"b\" : 1 ,\r\n"
                + "\"c\":true,\"d\":null,\"e\":-1.5e3,\"f\":[1, 2],\"g\":{\"h\":\"\\u0041\"},\"\":\"\"},"
                + "\"opaque\": -3,\"y\":[],\"code\":\"200050\",\"flag\":3,\"version\":null,"
                + "\"language\":\"GO\",\"remark\":null} ");
    assertThat(header.code()).isEqualTo(200050);
    assertThat(header.opaque()).isEqualTo(-3);
    assertThat(header.response()).isTrue();
    assertThat(header.oneWay()).isTrue();
    assertThat(header.version()).isZero();
    assertThat(header.language()).isEqualTo("GO");
    assertThat(header.remark()).isNull();
    assertThat(header.fields())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "b",
                "1",
                "c",
                "true",
                "e",
                "-1.5e3",
                "f",
                "[1, 2]",
                "g",
                "{\"h\":\"\\u0041\"}",
                "",
                ""));
  }

  @Test
  void absentAndNullFieldsAreEmpty() throws Exception {
    assertThat(Headers.json("{}").fields()).isEmpty();
    assertThat(Headers.json("{\"extFields\":null}").fields()).isEmpty();
    assertThat(Headers.json("{\"extFields\":{}}").fields()).isEmpty();
    assertThat(Headers.json("{\"language\":\"KLINGON\"}").language()).isEqualTo("OTHER");
  }

  @Test
  void theLastOfSeveralFieldsOfOneNameCounts() throws Exception {
    Header header = Headers.json("{\"extFields\":{\"a\":\"1\",\"b\":\"2\",\"a\":\"3\"}}");
    assertThat(header.text(header.find(new FieldName("a")))).isEqualTo("3");
    assertThat(header.fields()).containsEntry("a", "3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "null",
        "\"text\"",
        "{}x",
        "{} {}",
        "{\"code\"}",
        "{\"code\":}",
        "{\"code\":1",
        "{\"code\":1,}",
        "{\"code\":1 \"flag\":2}",
        "{code:1}",
        "{'code':1}",
        "{\"code\":1.5}",
        "{\"code\":x}",
        "{\"code\":\"ten\"}",
        "{\"code\":true}",
        "{\"code\":{}}",
        "{\"code\":2147483648}",
        "{\"opaque\":99999999999999999999}",
        "{\"remark\":\"open}",
        "{\"remark\":\"bad \\x escape\"}",
        "{\"remark\":\"bad \\u12g4 escape\"}",
        "{\"remark\":\"cut \\u12\"}",
        "{\"remark\":\"\\",
        "{\"extFields\":\"text\"}",
        "{\"extFields\":[]}",
        "{\"extFields\":{\"a\":}}",
        "{\"extFields\":{\"a\":nul}}",
        "{\"extFields\":{\"a\":\"b\"}",
        "{\"x\":[}]}",
        "{\"x\":{]}",
        "{\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}"
      })
  void malformedHeadersAreRefused(String header) {
    assertThatThrownBy(() -> Headers.json(header)).isInstanceOf(FrameException.class);
  }

  @Test
  void tooManyFieldsAreRefused() throws Exception {
    StringBuilder bomb = new StringBuilder("{\"extFields\":{");
    for (int i = 0; i < Header.MAX_FIELDS; i++) {
      bomb.append("\"").append(i).append("\":\"\",");
    }
    String most = bomb.substring(0, bomb.length() - 1) + "}}";
    assertThat(Headers.json(most).fields()).hasSize(Header.MAX_FIELDS);
    assertThatThrownBy(() -> Headers.json(bomb + "\"x\":1}}"))
        .isInstanceOf(FrameException.class)
        .hasMessageContaining("more than 4096 fields");
  }

  /** Any legal way to write a header gives the same header. */
  @Test
  void everyLegalSpellingReadsTheSame() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 3_000; round++) {
      Map<String, String> fields = new LinkedHashMap<>();
      List<String> members = new ArrayList<>();
      int count = random.nextInt(20);
      for (int i = 0; i < count; i++) {
        String name = i + RoundTripTest.randomText(random, 10);
        String value = RoundTripTest.randomText(random, 60);
        fields.put(name, value);
        members.add(
            spell(random, name) + blanks(random) + ":" + blanks(random) + spell(random, value));
      }
      String remark = RoundTripTest.randomText(random, 30);
      List<String> top = new ArrayList<>();
      top.add("\"code\":" + blanks(random) + round);
      top.add("\"opaque\":" + (random.nextBoolean() ? "77" : "\"77\""));
      top.add(spell(random, "remark") + ":" + spell(random, remark));
      top.add(spell(random, "extFields") + ":{" + String.join("," + blanks(random), members) + "}");
      top.add("\"unknown\":{\"deep\":[1,2,{\"code\":9}]}");
      Collections.shuffle(top, random);
      String json = blanks(random) + "{" + String.join(blanks(random) + ",", top) + "}";
      Header header = Headers.json(json);
      assertThat(header.code()).as(json).isEqualTo(round);
      assertThat(header.opaque()).as(json).isEqualTo(77);
      assertThat(header.remark()).as(json).isEqualTo(remark);
      assertThat(header.fields()).as(json).isEqualTo(fields);
    }
  }

  private static String blanks(Random random) {
    return " \n\t\r".substring(0, Math.max(0, random.nextInt(12) - 7));
  }

  /** A pair of which one half is escaped and the other is not has no UTF-8 form. */
  private static String spell(Random random, String text) {
    boolean pairs = text.codePoints().anyMatch(Character::isSupplementaryCodePoint);
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (pairs || random.nextInt(5) == 0) {
        json.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
      } else if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c == '\n') {
        json.append("\\n");
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
