/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.system.machine.FileDisk;

class PluginHistoryTest {

  @TempDir private Path directory;

  @Test
  void theLatestRowsSurviveARestart() {
    PluginHistory history = history();
    for (int i = 0; i < 12; i++) {
      history.add(event(i));
    }
    history.save();

    PluginHistory again = history();

    assertThat(again.rows()).isEqualTo(history.rows());
    assertThat(again.rows()).hasSize(10);
    assertThat(again.rows().get(0)).isEqualTo(event(2));
  }

  @Test
  void whatIsNotUnderstoodBeginsAnew() throws IOException {
    Files.write(file(), "[{\"at\": 1}".getBytes(StandardCharsets.UTF_8));
    PluginHistory history = history();
    assertThat(history.rows()).isEmpty();

    history.add(event(1));
    history.save();
    assertThat(history().rows()).containsExactly(event(1));
  }

  @Test
  void nothingIsWrittenWhereNothingIsNew() throws IOException {
    PluginHistory history = history();
    history.add(event(1));
    history.save();
    Files.delete(file());

    history.save();

    assertThat(file()).doesNotExist();
  }

  @Test
  void anEventIsASentenceForPeople() {
    assertThat(event(3).sentence())
        .isEqualTo(
            "filter plugin SQL92 2.0.0: swapped instead of 1.0.0, of \"bundle\" 3, pause 12 µs,"
                + " active 410 ms after its drop");
  }

  private PluginHistory history() {
    return new PluginHistory(new FileDisk(), file(), 10);
  }

  private Path file() {
    return directory.resolve("history.json");
  }

  private static PluginEvent event(int number) {
    return PluginEvent.of(What.SWAPPED, "filter", "SQL92", "2.0.0", "of \"bundle\" " + number)
        .other("1.0.0")
        .pause(12_345)
        .active(410)
        .at(number);
  }
}
