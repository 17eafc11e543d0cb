/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.marquetry.store.Durability;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.StorageBackend;
import org.marquetry.testkit.storage.MessageLogLaws;
import org.marquetry.testkit.storage.SpanStage;

/**
 * Each law of message logs finds the mistake that it is meant for, made in a log that keeps them
 * all otherwise.
 */
class MistakesTest {

  /** What {@link Mistaken} does wrong. The platform makes that object, so it cannot be told. */
  private static LogMistake current;

  @Test
  void everyLawHasAMistakeThatItFinds() {
    List<String> laws =
        Arrays.stream(MessageLogLaws.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getName())
            .toList();
    assertThat(Arrays.stream(LogMistake.values()).map(LogMistake::law))
        .containsExactlyInAnyOrderElementsOf(laws);
  }

  @ParameterizedTest
  @EnumSource
  void aMistakeIsFound(LogMistake mistake) {
    current = mistake;
    try {
      EngineTestKit.engine("junit-jupiter")
          .selectors(selectMethod(Mistaken.class, mistake.law()))
          .execute()
          .testEvents()
          .assertStatistics(tests -> tests.started(1).failed(1));
    } finally {
      mistake.tidy();
    }
  }

  static class Mistaken extends MessageLogLaws {
    @Override
    protected Map<String, String> settings() {
      return Map.of("segmentBytes", Integer.toString(SpanStage.SEGMENT_BYTES));
    }

    @Override
    protected StorageBackend backend() {
      StorageBackend good = new MemoryBackend();
      LogMistake mistake = current;
      return new StorageBackend() {
        @Override
        public Durability durability() {
          return good.durability();
        }

        @Override
        public MessageLog open(SpanContext context) throws IOException {
          return mistake.make(context, good.open(context));
        }
      };
    }
  }
}
