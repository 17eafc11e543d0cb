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
import org.marquetry.admin.PluginAdmin;

class PluginCommandsTest {

  private final Node node = new Node();
  private final Commands commands = new Commands(node, ZoneOffset.UTC);
  private final FakePlugins plugins = new FakePlugins();

  @BeforeEach
  void come() {
    node.here(PluginAdmin.class, plugins);
  }

  @Test
  void pluginsShowsStatesAndFigures() throws CommandFailure {
    assertThat(call("plugins"))
        .contains("P99 MS", "WRITTEN OFF", "0.012", "2.000", "canary", "gets 10% of the keys");
    JsonElement row = json("plugins").getAsJsonArray().get(1);
    assertThat(row.toString())
        .contains("\"p50Nanos\":12345", "\"writtenOffThreads\":1", "\"lastFailure\":\"boom\"");
  }

  @Test
  void pluginShowsAllAboutOne() throws CommandFailure {
    assertThat(call("plugin SQL92"))
        .contains("versions", "thread-1", "time.millis", "swapped", "boom")
        .doesNotContain("mapped");
    assertThat(json("plugin filter/SQL92").getAsJsonObject().keySet())
        .containsExactly("versions", "threads", "writtenOffThreads", "canary", "limits", "history");
    assertThatThrownBy(() -> call("plugin nothing")).hasMessage("there is no plugin nothing");
  }

  @Test
  void historyShowsPauseAndTimeToActive() throws CommandFailure {
    assertThat(call("plugin-history SQL92 --count 7"))
        .contains("1970-01-01 00:00:00.000", "swapped", "1.500", "417");
    assertThat(plugins.asked).containsExactly("history SQL92 7");
    assertThat(json("plugin-history").toString())
        .contains("\"pauseNanos\":1500000", "\"pauseNanos\":null");
  }

  @Test
  void resetIsOfAllVersionsOrOne() throws CommandFailure {
    assertThat(call("plugin-reset SQL92")).contains("2.0.0");
    call("plugin-reset SQL92 2.0.0");

    assertThat(plugins.asked).containsExactly("reset SQL92 null", "reset SQL92 2.0.0");
  }

  @Test
  void aCanaryIsShownSideBySideStartedAndPromoted() throws CommandFailure {
    assertThat(call("plugin-canary"))
        .contains("10%", "90%", "1.0.0", "2.0.0", "true instead of false");
    assertThat(call("plugin-canary other")).contains("no version is on trial");
    call("plugin-canary SQL92 2.0.0 10%");
    call("plugin-canary SQL92 2.0.0 25");
    call("plugin-canary SQL92 promote");

    assertThat(plugins.asked)
        .containsExactly("canary SQL92 2.0.0 10", "canary SQL92 2.0.0 25", "promote SQL92");
    assertThat(json("plugin-canary").toString())
        .contains("\"candidate\":{\"version\":\"2.0.0\"", "\"different\":2");
    assertThatThrownBy(() -> call("plugin-canary SQL92 revert"))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("no version of SQL92 is on trial");
  }

  @ParameterizedTest
  @CsvSource({
    "plugin, NAME is missing",
    "plugin-reset, NAME is missing",
    "plugin-canary SQL92 2.0.0, 'SHARE is missing, as in 10%'",
    "plugin-canary SQL92 2.0.0 much, SHARE is 'much'",
    "plugin-canary SQL92 2.0.0 0%, allowed are 1% to 100%",
    "plugin-canary SQL92 promote 10%, '''10%'' is too much'",
    "plugin-history --count 0, whole numbers from 1 to 1000",
  })
  void misuseIsExplained(String line, String message) {
    assertThatThrownBy(() -> call(line))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(message)
        .hasMessageContaining("mq:plugin");
    assertThat(plugins.asked).isEmpty();
  }

  @Test
  void everyCommandHasHelp() throws CommandFailure {
    for (String name :
        List.of("plugins", "plugin", "plugin-history", "plugin-reset", "plugin-canary")) {
      assertThat(call(name + " --help")).startsWith("mq:" + name);
    }
  }

  private String call(String line) throws CommandFailure {
    List<String> words = List.of(line.split(" ", -1));
    return commands.call(words.get(0), words.subList(1, words.size()));
  }

  private JsonElement json(String line) throws CommandFailure {
    return JsonParser.parseString(call(line + " --json"));
  }
}
