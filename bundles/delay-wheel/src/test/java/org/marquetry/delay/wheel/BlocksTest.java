/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.wheel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BlocksTest {

  private int allocated;

  private ByteBuffer allocate(int bytes) {
    allocated++;
    return ByteBuffer.allocate(bytes);
  }

  @Test
  void blocksAreUsedAgain() throws Exception {
    Blocks blocks = new Blocks(this::allocate);
    Ring ring = new Ring(blocks, 4);
    Entry entry = new Entry();
    for (int round = 0; round < 1_000; round++) {
      for (int i = 0; i < 120; i++) {
        ring.add(i % 4, i, round, 7);
      }
      for (int i = 0; i < 120; i++) {
        ring.take(i % 4, entry);
        assertThat(entry.queue).as("first in, first out").isEqualTo(i);
        assertThat(entry.reference).isEqualTo(round);
        assertThat(entry.due).isEqualTo(7);
      }
      assertThat(ring.nextFilled(0)).isEqualTo(-1);
    }
    assertThat(blocks.made()).isEqualTo(4);
    assertThat(allocated).isEqualTo(1);
  }

  @Test
  void memoryIsAskedForWhenItIsNeeded() throws Exception {
    Blocks blocks = new Blocks(this::allocate);
    assertThat(allocated).isZero();
    Ring ring = new Ring(blocks, 1);
    for (int i = 0; i < 20_000 * Blocks.ENTRIES; i++) {
      ring.add(0, 0, i, i);
    }
    assertThat(allocated).isEqualTo(2);
    Entry entry = new Entry();
    for (int i = 0; i < 20_000 * Blocks.ENTRIES; i++) {
      ring.take(0, entry);
      assertThat(entry.reference).isEqualTo(i);
    }
    assertThat(ring.empty(0)).isTrue();
  }
}
