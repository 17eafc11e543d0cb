/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.BrokerFixture;
import org.marquetry.broker.topic.Permission;
import org.marquetry.broker.topic.TopicConfig;

class BrokerRetentionTest {

  private static final long HOUR = 3_600_000;

  @TempDir private Path root;
  private BrokerFixture broker;

  @BeforeEach
  void open() throws Exception {
    broker = new BrokerFixture(root);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  private void fillSegment() throws Exception {
    for (int i = 0; i < 10; i++) {
      broker.store("T", 0, "x".repeat(100_000), Map.of());
    }
  }

  @Test
  void rulesAreRocketMqsAndChangeLive() throws Exception {
    BrokerRetention retention = new BrokerRetention(broker.settings, broker.topics, List.of());
    assertThat(retention.rules().keepMillis()).isEqualTo(72 * HOUR);
    assertThat(retention.rules().hours()).containsExactly(4);

    assertThat(
            broker.settings.change(
                Map.of(
                    "fileReservedTime",
                    "48",
                    "deleteWhen",
                    "02;14",
                    "diskMaxUsedSpaceRatio",
                    "60")))
        .as("keys that need a restart")
        .isEmpty();
    assertThat(retention.rules().keepMillis()).isEqualTo(48 * HOUR);
    assertThat(retention.rules().hours()).isEqualTo(Set.of(2, 14));
    assertThat(retention.rules().cleanRatio()).isEqualTo(0.6);
  }

  @Test
  void topicsMayHaveTheirOwn() throws Exception {
    for (String time : List.of("1000", "-1", "0", "soon")) {
      broker.topics.put(
          new TopicConfig(
              "T" + time,
              1,
              1,
              Permission.READ_WRITE,
              TopicConfig.SINGLE_TAG,
              0,
              false,
              Map.of("reserve.time", time)));
    }
    assertThat(new BrokerRetention(broker.settings, broker.topics, List.of()).topics())
        .isEqualTo(Map.of("T1000", 1_000L));
  }

  @Test
  void aDelayedMessageIsNotDroppedBeforeItIsDelivered() throws Exception {
    broker.topic("T", 1);
    fillSegment();
    broker.store("T", 0, "x".repeat(100_000), Map.of());
    broker.store("T", 0, "late", Map.of("DELAY", "18"));
    fillSegment();
    broker.clock.advance(100 * HOUR);
    fillSegment();

    var cleaned = broker.store.clean();
    assertThat(cleaned.first()).as("the segment before the delayed message").isEqualTo(1 << 20);
    assertThat(cleaned.heldBy()).startsWith("delayed messages from position ");
  }
}
