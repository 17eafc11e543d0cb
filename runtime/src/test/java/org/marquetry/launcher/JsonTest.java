/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  @Test
  void readsEveryKindOfValue() {
    assertThat(Json.parse(" {\"a\": [1, -2.5e1, true, false, null], \"b\" : {}, \"c\":[]} "))
        .isEqualTo(
            Map.of(
                "a", Arrays.asList(1.0, -25.0, true, false, null), "b", Map.of(), "c", List.of()));
  }

  @Test
  void readsEscapes() {
    assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"")).isEqualTo("\"\\/\b\f\n\r\té");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{ | a key in quotes is missing",
        "{\"a\" 1} | ':' is missing",
        "{\"a\":1 | '}' is missing",
        "{\"a\":1,\"a\":2} | the key a is there twice",
        "[1 | ']' is missing",
        "\"a | a quote is not closed",
        "\"\\x\" | an unknown escape in a string",
        "\"\\u00\" | four hexadecimal digits are missing",
        "nope | 'nope' is no value",
        "1 2 | something follows the end",
        "[1, | a value is missing"
      })
  void mistakesAreNamed(String text, String message) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 1: " + message);
  }

  @Test
  void theLineOfAMistakeIsTold() {
    assertThatThrownBy(() -> Json.parse("{\n\"a\": 1,\n b}"))
        .hasMessage("line 3: a key in quotes is missing");
  }
}
