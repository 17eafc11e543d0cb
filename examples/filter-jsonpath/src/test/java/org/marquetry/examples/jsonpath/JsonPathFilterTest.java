/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marquetry.filter.FilterContext;
import org.marquetry.filter.FilterExpressionException;
import org.marquetry.testkit.TestMessage;

class JsonPathFilterTest {

  private static final String ORDERS =
      "{\"order\":[{\"total\":50},{\"total\":150,\"note\":null}],\"name\":\"x\",\"none\":[]}";

  private record Subscription(String expression) implements FilterContext {
    @Override
    public String group() {
      return "G";
    }

    @Override
    public String topic() {
      return "T";
    }
  }

  private static boolean matches(String path, String body) throws Exception {
    return new JsonPathFilter()
        .compile(new Subscription(path))
        .matches(TestMessage.of("T").withBody(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$.order[?(@.total > 100)]                 | true",
        "$.order[?(@.total > 200)]                 | false",
        "$.order[?(@.total > 100 && @.total < 160)] | true",
        "` $.name `                                | true",
        "$.name[?(@ == 'x')]                       | false",
        "$[?(@.name == 'x')]                       | true",
        "$..total                                  | true",
        "$.order[0].total                          | true",
        "$.order[5]                                | false",
        "$.order[1].note                           | false",
        "$.missing.deeper                          | false",
        "$.order[*].note                           | false",
        "$.none                                    | true",
        "$.none[*]                                 | false",
        "$.order.length()                          | true",
      })
  void matchesWhereThePathFindsSomething(String path, boolean found) throws Exception {
    assertThat(matches(path, ORDERS)).as(path).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "hello",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1",
        "{\"a\":1} x",
        "{\"a\":01}",
        "null",
        "[1,]"
      })
  void whatIsNoJsonDocumentIsNoMatch(String body) throws Exception {
    assertThat(matches("$", body)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}\n", " [] ", "1", "\"text\"", "false"})
  void anyJsonValueIsADocument(String body) throws Exception {
    assertThat(matches("$", body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"order\":[{\"total\":1e999}]}", "{\"order\":5}", "[]"})
  void whatTheLibraryFailsOnIsNoMatch(String body) throws Exception {
    assertThat(matches("$.order[?(@.total > 100)]", body)).isFalse();
  }

  @Test
  void aBodyBeyondTheLimitIsNoMatch() throws Exception {
    String most = "\"" + "x".repeat(BodyFilter.MOST_BODY - 2) + "\"";

    assertThat(matches("$", most)).isTrue();
    assertThat(matches("$", most + " ")).isFalse();
  }

  @Test
  void aDocumentBeyondAnyDepthIsNoMatch() throws Exception {
    assertThat(matches("$", "[".repeat(100) + "]".repeat(100))).isTrue();
    assertThat(matches("$", "[".repeat(30_000) + "]".repeat(30_000))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                        | the path is missing; write one like $.order[?(@.total > 100)]",
        "$[                        | no JSONPath",
        "$.order[?(@.total >)]     | no JSONPath",
        "$.order[?]                | no JSONPath",
      })
  void refusesWhatIsNoPath(String path, String reason) {
    assertThatThrownBy(() -> matches(path, ORDERS))
        .isInstanceOf(FilterExpressionException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void boundsPaths() throws Exception {
    assertThat(matches("$[?(" + "(".repeat(40) + "@.name" + ")".repeat(40) + ")]", ORDERS))
        .isTrue();
    assertThatThrownBy(() -> matches("$[?(" + "(".repeat(50) + "@.name", ORDERS))
        .isInstanceOf(FilterExpressionException.class)
        .hasMessageContaining("more than 50 parentheses or brackets");
    assertThatThrownBy(() -> matches("$." + "a".repeat(5_000), ORDERS))
        .isInstanceOf(FilterExpressionException.class)
        .hasMessageContaining("may have 4096 characters");
  }
}
