/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir private Path directory;

  @Test
  void oneInstanceHoldsIt() throws Exception {
    DataDirectory data = new DataDirectory(directory.resolve("new/data"));
    assertThat(data.isLocked()).isFalse();
    try (Closeable lock = data.lock()) {
      assertThat(lock).isNotNull();
      new Instance(42, "route", Instant.EPOCH, Map.of()).write(data);
      assertThat(data.isLocked()).isTrue();
      assertThatThrownBy(data::lock)
          .isInstanceOf(LaunchException.class)
          .hasMessage(
              "the data directory "
                  + data.root()
                  + " is in use by another instance (process 42); stop that one, or choose another"
                  + " directory with --data DIR");
    }
    assertThat(data.isLocked()).isFalse();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    DataDirectory data = new DataDirectory(file);
    assertThatThrownBy(data::lock)
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith("the data directory " + file + " cannot be written: ")
        .hasMessageEndingWith("; choose another with --data DIR");
  }

  @Test
  void whoMayOnlyReadItLearnsWhoHoldsIt() throws Exception {
    DataDirectory data = new DataDirectory(directory);
    try (Closeable lock = data.lock()) {
      assertThat(lock).isNotNull();
      Path file = directory.resolve("run/lock");
      assumeThat(file.toFile().setWritable(false)).isTrue();
      assertThat(data.isLocked()).isTrue();
    }
    assertThat(data.isLocked()).isFalse();
  }

  @Test
  void anInstanceIsReadAsItWasWritten() throws LaunchException {
    DataDirectory data = new DataDirectory(directory);
    data.create();
    assertThat(Instance.read(data)).isEmpty();
    Instance starting =
        new Instance(1, "standalone", Instant.parse("2026-01-02T03:04:05Z"), Map.of());
    starting.write(data);
    assertThat(Instance.read(data)).contains(starting);
    assertThat(starting.isReady()).isFalse();
    Instance ready =
        new Instance(
            1,
            "standalone",
            starting.started(),
            Map.of("route", "127.0.0.1:9876", "broker", "127.0.0.1:10911"));
    ready.write(data);
    assertThat(Instance.read(data)).contains(ready);
    assertThat(ready.isReady()).isTrue();
    assertThat(data.pid()).hasContent("1");
  }

  @Test
  void aDamagedInstanceFileIsNone() throws Exception {
    DataDirectory data = new DataDirectory(directory);
    data.create();
    Files.writeString(data.instance(), "pid=x\n");
    assertThat(Instance.read(data)).isEmpty();
  }

  @Test
  void propertiesSurviveWritingAndReading() throws Exception {
    Map<String, String> odd = new LinkedHashMap<>();
    odd.put("a key: #1=!", " value = : # ! \\ with\ttab\r\nand lines, é");
    odd.put("#b", "");
    Path file = directory.resolve("odd.properties");
    PropertiesFile.write(file, odd);
    assertThat(PropertiesFile.read(file, "test file"))
        .containsExactly(
            entry("#b", ""), entry("a key: #1=!", "value = : # ! \\ with\ttab\r\nand lines, é"));
  }
}
