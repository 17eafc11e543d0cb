/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.wheel;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/** The slots of one wheel, each a chain of blocks, first in first out. Not thread-safe. */
final class Ring {

  private final Blocks blocks;
  private final int[] heads;
  private final int[] tails;
  private final BitSet filled;

  Ring(Blocks blocks, int slots) {
    this.blocks = blocks;
    heads = new int[slots];
    tails = new int[slots];
    filled = new BitSet(slots);
    Arrays.fill(heads, Blocks.NONE);
    Arrays.fill(tails, Blocks.NONE);
  }

  void add(int slot, int queue, long reference, long dueMillis) throws IOException {
    int tail = tails[slot];
    if (tail == Blocks.NONE || blocks.full(tail)) {
      int block = blocks.take();
      if (tail == Blocks.NONE) {
        heads[slot] = block;
        filled.set(slot);
      } else {
        blocks.link(tail, block);
      }
      tails[slot] = block;
      tail = block;
    }
    blocks.put(tail, queue, reference, dueMillis);
  }

  boolean empty(int slot) {
    return !filled.get(slot);
  }

  /** Takes the first entry of a slot that is not empty. */
  void take(int slot, Entry into) {
    int head = heads[slot];
    blocks.takeEntry(head, into);
    if (blocks.exhausted(head)) {
      int next = blocks.next(head);
      blocks.giveBack(head);
      heads[slot] = next;
      if (next == Blocks.NONE) {
        tails[slot] = Blocks.NONE;
        filled.clear(slot);
      }
    }
  }

  /** The first slot from this one on that is not empty, -1 for none. */
  int nextFilled(int from) {
    return filled.nextSetBit(from);
  }
}
