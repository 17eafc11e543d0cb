/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.marquetry.broker.fake.FakeClock;
import org.marquetry.store.kernel.ConsumerOffsets;
import org.marquetry.system.machine.FileDisk;

class OffsetFilesTest {

  @TempDir Path config;
  private final FakeClock clock = new FakeClock();

  private ConsumerOffsets open(boolean lightQueues) throws Exception {
    return new OffsetFiles(new FileDisk(), config).open(lightQueues, clock);
  }

  private void commit(boolean lightQueues, long offset) throws Exception {
    clock.advance(1_000);
    ConsumerOffsets offsets = open(lightQueues);
    offsets.commit("G", "%LMQ%a", 0, offset);
    offsets.persist();
  }

  private long known(boolean lightQueues) throws Exception {
    return open(lightQueues).offset("G", "%LMQ%a", 0);
  }

  @Test
  void lightQueuesHaveTheFileThatRocketMqLooksFor() throws Exception {
    commit(true, 5);
    assertThat(config.resolve("lmqConsumerOffset.json")).exists();
    assertThat(config.resolve("consumerOffset.json")).doesNotExist();
    assertThat(known(true)).isEqualTo(5);
  }

  @Test
  void progressStaysWhereLightQueuesAreTurnedOnAndOff() throws Exception {
    commit(false, 5);
    assertThat(known(true)).as("turned on").isEqualTo(5);
    commit(true, 6);
    assertThat(known(false)).as("turned off").isEqualTo(6);
    commit(false, 7);
    assertThat(known(true)).as("turned on again").isEqualTo(7);
  }

  @Test
  void theOtherFileIsLeftWhereItIsOlderOrDamaged() throws Exception {
    commit(false, 5);
    commit(true, 6);
    assertThat(known(true)).isEqualTo(6);
    Files.writeString(config.resolve("consumerOffset.json"), "nonsense");
    assertThat(known(true)).isEqualTo(6);
    assertThatThrownBy(() -> known(false)).hasMessageContaining("consumerOffset.json");
  }

  @Test
  void aFileOfRocketMqIsTakenOver() throws Exception {
    Files.writeString(
        config.resolve("lmqConsumerOffset.json"),
        "{\"dataVersion\":{\"counter\":1,\"timestamp\":4},"
            + "\"lmqOffsetTable\":{\"%LMQ%a@%LMQ%g\":5},\"offsetTable\":{\"T@G\":{0:12}}}");
    for (boolean lightQueues : new boolean[] {true, false}) {
      ConsumerOffsets offsets = open(lightQueues);
      assertThat(offsets.offset("%LMQ%g", "%LMQ%a", 0)).isEqualTo(5);
      assertThat(offsets.offset("G", "T", 0)).isEqualTo(12);
    }
  }
}
