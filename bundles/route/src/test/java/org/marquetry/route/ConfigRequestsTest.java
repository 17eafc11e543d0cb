/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.route.FakeRequest.FakeReply;

class ConfigRequestsTest {

  @TempDir private Path directory;
  private RouteFixture route;

  @BeforeEach
  void open() throws IOException {
    route = new RouteFixture(directory, Map.of());
  }

  @Test
  void aValueIsKeptOverARestart() throws IOException {
    assertThat(put("ns", "k", "v \"quoted\" äö").code()).isZero();

    open();

    assertThat(get("ns", "k").field("value")).isEqualTo("v \"quoted\" äö");
  }

  @Test
  void whatIsNotThereIsAnsweredWith22() {
    assertThat(get("ns", "k").code()).isEqualTo(22);
    assertThat(get("ns", "k").remark()).contains("ns", "k");
    assertThat(route.ask(219, Map.of("namespace", "ns")).code()).isEqualTo(22);
  }

  @Test
  void aNamespaceIsListed() {
    put("ns", "a", "1");
    put("ns", "b", "2");
    put("other", "c", "3");

    assertThat(route.ask(219, Map.of("namespace", "ns")).body())
        .isEqualTo("{\"table\":{\"a\":\"1\",\"b\":\"2\"}}");
  }

  @Test
  void deletingIsFineWhetherTheKeyIsThereOrNot() throws IOException {
    put("ns", "k", "v");
    Map<String, String> key = Map.of("namespace", "ns", "key", "k");

    assertThat(route.ask(102, key).code()).isZero();
    assertThat(route.ask(102, key).code()).isZero();

    open();
    assertThat(get("ns", "k").code()).isEqualTo(22);
  }

  @Test
  void aFileOfTheRealNameServerIsRead() throws IOException {
    Files.writeString(
        directory.resolve("kvConfig.json"),
        "{\n\t\"configTable\":{\n\t\t\"ORDER_TOPIC_CONFIG\":{\n\t\t\t\"T\":\"b:8\"\n\t\t}\n\t}\n}");

    open();

    assertThat(get("ORDER_TOPIC_CONFIG", "T").field("value")).isEqualTo("b:8");
  }

  @Test
  void aDamagedFileIsPutAsideAndTheServiceGoesOn() throws IOException {
    byte[] damaged = "{\"configTable\":{\"ns\":{\"k".getBytes(UTF_8);
    Files.write(directory.resolve("kvConfig.json"), damaged);

    open();

    assertThat(get("ns", "k").code()).isEqualTo(22);
    assertThat(put("ns", "k", "v").code()).isZero();
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> aside =
          files.filter(f -> f.getFileName().toString().contains(".corrupt-")).toList();
      assertThat(aside).hasSize(1);
      assertThat(aside.get(0)).hasBinaryContent(damaged);
    }
  }

  @Test
  void settingsAreGivenOutAsPropertiesAndChangedWhileRunning() throws IOException {
    assertThat(route.ask(318, Map.of(), "orderMessageEnable=true\n").code()).isZero();

    Properties read = new Properties();
    read.load(new StringReader(route.ask(319, Map.of()).body()));
    assertThat(read)
        .containsEntry("orderMessageEnable", "true")
        .containsEntry("listenPort", "9876");
  }

  @Test
  void aBlackKeyIsRefusedWith16UnderAnyName() {
    for (String key : List.of("kvConfigPath", "configBlackList", "route.kvConfigPath")) {
      FakeReply reply = route.ask(318, Map.of(), "orderMessageEnable=true\n" + key + "=x");
      assertThat(reply.code()).as(key).isEqualTo(16);
    }
    assertThat(route.settings.get().orderMessageEnable()).isFalse();
  }

  @Test
  void aBadValueIsRefusedWithKeyValueAndWhatIsAllowedAndNothingChanges() {
    FakeReply reply = route.ask(318, Map.of(), "enableTopicList=false\norderMessageEnable=perhaps");

    assertThat(reply.code()).isEqualTo(1);
    assertThat(reply.remark()).contains("orderMessageEnable", "perhaps", "true and false");
    assertThat(route.settings.get().enableTopicList()).isTrue();
  }

  @Test
  void aBodyThatIsNoPropertiesTextIsRefused() {
    assertThat(route.ask(318, Map.of(), "a=\\u00zz").code()).isEqualTo(1);
  }

  private FakeReply put(String namespace, String key, String value) {
    return route.ask(100, Map.of("namespace", namespace, "key", key, "value", value));
  }

  private FakeReply get(String namespace, String key) {
    return route.ask(101, Map.of("namespace", namespace, "key", key));
  }
}
