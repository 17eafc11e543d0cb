/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.marquetry.store.simulated.SimulatedDisk;

/** An entry is written only where the device has room for it. */
class QueueRoomTest {

  private static final int FILE_ENTRIES = 10_000;
  private static final Path PATH = Path.of("/queue");

  private final SimulatedDisk.Attachment disk = new SimulatedDisk().attach();
  private ConsumeQueue queue = new ConsumeQueue("T", 0, disk, PATH, FILE_ENTRIES);

  private void append(int entries) throws IOException {
    for (int i = 0; i < entries; i++) {
      if (!queue.ready(1)) {
        queue.prepare(1);
      }
      queue.claim(1);
      queue.append(100L * queue.maxOffset(), 100, 7);
    }
  }

  private void assertWhole(long until) throws IOException {
    assertThat(queue.maxOffset()).isEqualTo(until);
    for (long offset = 0; offset < until; offset++) {
      assertThat(queue.position(offset)).as("entry %d", offset).isEqualTo(100 * offset);
    }
  }

  private void reopen() throws IOException {
    queue.close();
    queue = new ConsumeQueue("T", 0, disk, PATH, FILE_ENTRIES);
    assertThat(queue.load()).isTrue();
  }

  @Test
  void entriesThatHaveRoomAreWrittenOnAFullDeviceAndOthersRefused() throws IOException {
    append(1);
    disk.full(path -> true);
    while (queue.ready(1)) {
      append(1);
    }
    long room = queue.maxOffset();
    assertThat(room).as("entries that were given room by the first").isGreaterThan(1);
    assertThatThrownBy(() -> queue.prepare(1)).hasMessageContaining("no space left");
    assertThatThrownBy(() -> queue.claim(1)).hasMessageContaining("no space left");
    disk.full(path -> false);
    append(FILE_ENTRIES);
    assertWhole(FILE_ENTRIES + room);
  }

  @Test
  void moreRoomIsWantedBeforeItIsUsedUp() throws IOException {
    append(1);
    for (int entries = 1; entries < 2 * FILE_ENTRIES; entries++) {
      assertThat(queue.ready(1)).as("entry %d", entries).isTrue();
      append(1);
      if (queue.wantsRoom()) {
        queue.prepare(1);
        assertThat(queue.wantsRoom()).as("after entry %d", entries).isFalse();
      }
    }
    assertWhole(2 * FILE_ENTRIES);
  }

  @Test
  void aBatchGetsRoomAcrossFiles() throws IOException {
    append(FILE_ENTRIES - 300);
    queue.prepare(1000);
    assertThat(queue.ready(1000)).isTrue();
    queue.claim(1000);
    disk.full(path -> true);
    for (int i = 0; i < 1000; i++) {
      queue.append(100L * queue.maxOffset(), 100, 7);
    }
    assertWhole(FILE_ENTRIES + 700);
  }

  @Test
  void roomIsGivenAnewWhereAQueueWasOpenedAgainAndNothingIsOverwritten() throws IOException {
    for (int life = 0; life < 30; life++) {
      append(777);
      reopen();
    }
    assertWhole(30 * 777);
  }

  @Test
  void roomIsGivenAnewBehindWhatWasCut() throws IOException {
    append(1500);
    queue.rewind(700);
    queue.clearBehind();
    append(5);
    assertWhole(705);
    append(FILE_ENTRIES);
    assertWhole(FILE_ENTRIES + 705);
  }

  @Test
  void aQueueThatBeginsInTheMiddleOfAFileHasRoomForWhatIsBefore() throws IOException {
    queue.restart(5000);
    append(10);
    assertThat(queue.maxOffset()).isEqualTo(5010);
    assertThat(queue.position(4999)).isEqualTo(-1);
    assertThat(queue.position(5009)).isEqualTo(500_900);
    reopen();
    append(1);
    assertThat(queue.position(5010)).isEqualTo(501_000);
  }
}
