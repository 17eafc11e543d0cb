/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
import org.marquetry.testkit.storage.SpanStage;

class MemoryLogTest {

  private static final int SEGMENT = 64 << 10;

  @TempDir private Path root;
  private final MemoryBackend backend = new MemoryBackend();
  private SpanStage stage;

  @AfterEach
  void close() {
    stage.close();
  }

  private void stage(String... keysAndValues) {
    Map<String, String> settings = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    stage = new SpanStage(root, settings);
  }

  private static void append(MessageLog log, int bytes) throws IOException {
    log.append(bytes, (target, position) -> target.put(new byte[bytes]));
  }

  @Test
  void nothingTouchesTheDisk() throws IOException {
    stage();
    try (MessageLog log = stage.open(backend, 0)) {
      append(log, 1000);
    }
    try (Stream<Path> files = Files.list(root)) {
      assertThat(files).isEmpty();
    }
    assertThat(backend.durability()).isEqualTo(Durability.ACCEPTED);
  }

  @Test
  void aFullLogRefusesAndSaysWhatToDo() throws IOException {
    stage("segmentBytes", "65536", "maxBytes", "262144");
    try (MessageLog log = stage.open(backend, 0)) {
      for (int i = 0; i < 4; i++) {
        append(log, SEGMENT - 100);
      }
      long end = log.endPosition();

      assertThatThrownBy(() -> append(log, SEGMENT - 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("262144 of 262144 bytes are used")
          .hasMessageContaining("storage.memory.maxBytes");

      assertThat(log.endPosition()).isEqualTo(end);
      append(log, 80);
      log.dropBefore(SEGMENT);
      append(log, SEGMENT - 100);
      assertThat(log.firstPosition()).isEqualTo(SEGMENT);
    }
  }

  @Test
  void theBoundIsForAllSpansTogether() throws IOException {
    stage("segmentBytes", "65536", "maxBytes", "196608");
    MessageLog one = stage.open(backend, 0);
    MessageLog sealed = stage.openSealed(backend, 0, 0);
    MessageLog other = stage.open(backend, 1 << 30);
    append(other, SEGMENT - 100);
    append(other, SEGMENT - 100);
    assertThatThrownBy(() -> append(other, SEGMENT - 100)).hasMessageContaining("is full");
    one.close();
    assertThat(sealed.endPosition()).isZero();
    assertThatThrownBy(() -> append(other, SEGMENT - 100))
        .as("the memory is the span's as long as one of its logs is open")
        .hasMessageContaining("is full");
    sealed.close();
    append(other, SEGMENT - 100);
    other.close();
  }

  @Test
  void aMessageMayBeLongerThanASegment() throws IOException {
    stage("segmentBytes", "65536");
    try (MessageLog log = stage.open(backend, 0)) {
      append(log, 100);
      append(log, 5 * SEGMENT);
      append(log, 100);

      assertThat(log.segments()).hasSize(3);
      LogView view = log.read(SEGMENT, Integer.MAX_VALUE);
      assertThat(view.buffer().limit()).isGreaterThanOrEqualTo(5 * SEGMENT);
      view.release();
    }
  }

  @Test
  void memoryMayLieOnTheHeap() throws IOException {
    stage("direct", "false");
    try (MessageLog log = stage.open(backend, 0)) {
      append(log, 100);
      assertThat(log.endPosition()).isEqualTo(100);
    }
  }

  @Test
  void messagesOfAnEndedProcessAreNotMadeUp() {
    stage();
    assertThatThrownBy(() -> stage.openSealed(backend, 4096, 8192))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("from position 4096 to 8192")
        .hasMessageContaining("a process that has ended");
  }

  @ParameterizedTest
  @CsvSource({
    "direct, maybe, allowed is true or false",
    "segmentBytes, 1000, allowed are bytes from 65536",
    "segmentBytes, many, allowed are bytes from 65536",
    "maxBytes, 100, allowed are bytes from 16777216 on",
  })
  void aBadSettingIsNamed(String key, String value, String remedy) {
    stage(key, value);
    assertThatThrownBy(() -> stage.open(backend, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("storage.memory." + key + "=" + value)
        .hasMessageContaining(remedy);
  }
}
