/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.wheel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks of entries in scratch memory, linked to chains. Blocks that are no longer needed are used
 * again. Not thread-safe.
 */
final class Blocks {

  /** No block. */
  static final int NONE = -1;

  /** Entries of a block. */
  static final int ENTRIES = 50;

  private static final int SEGMENT_BITS = 14;
  private static final int SEGMENT_BLOCKS = 1 << SEGMENT_BITS;
  private static final int BLOCK_BITS = 10;

  // Layout of a block: the next block, entries taken from it, entries put into it, entries
  private static final int NEXT = 0;
  private static final int TAKEN = 4;
  private static final int PUT = 8;
  private static final int FIRST_ENTRY = 12;

  // Layout of an entry
  private static final int DUE = 0;
  private static final int REFERENCE = 8;
  private static final int QUEUE = 16;
  private static final int ENTRY_BYTES = 20;

  /** Gives zeroed memory on the disk. */
  @FunctionalInterface
  interface Source {
    ByteBuffer allocate(int bytes) throws IOException;
  }

  private final Source source;
  private final List<ByteBuffer> segments = new ArrayList<>();
  private int made;
  private int free = NONE;

  Blocks(Source source) {
    this.source = source;
  }

  /** An empty block without a next one. */
  int take() throws IOException {
    int block = free;
    if (block == NONE) {
      if (made == segments.size() * SEGMENT_BLOCKS) {
        segments.add(source.allocate(SEGMENT_BLOCKS << BLOCK_BITS));
      }
      block = made++;
    } else {
      free = next(block);
    }
    ByteBuffer bytes = segment(block);
    int at = at(block);
    bytes.putInt(at + NEXT, NONE);
    bytes.putInt(at + TAKEN, 0);
    bytes.putInt(at + PUT, 0);
    return block;
  }

  void giveBack(int block) {
    link(block, free);
    free = block;
  }

  /** Blocks that have ever been needed at the same time. */
  int made() {
    return made;
  }

  int next(int block) {
    return segment(block).getInt(at(block) + NEXT);
  }

  void link(int block, int next) {
    segment(block).putInt(at(block) + NEXT, next);
  }

  boolean full(int block) {
    return segment(block).getInt(at(block) + PUT) == ENTRIES;
  }

  void put(int block, int queue, long reference, long dueMillis) {
    ByteBuffer bytes = segment(block);
    int at = at(block);
    int count = bytes.getInt(at + PUT);
    int entry = at + FIRST_ENTRY + count * ENTRY_BYTES;
    bytes.putLong(entry + DUE, dueMillis);
    bytes.putLong(entry + REFERENCE, reference);
    bytes.putInt(entry + QUEUE, queue);
    bytes.putInt(at + PUT, count + 1);
  }

  /** Whether every entry put into the block has been taken. */
  boolean exhausted(int block) {
    ByteBuffer bytes = segment(block);
    int at = at(block);
    return bytes.getInt(at + TAKEN) == bytes.getInt(at + PUT);
  }

  /** Takes the next entry of a block that is not {@link #exhausted}. */
  void takeEntry(int block, Entry into) {
    ByteBuffer bytes = segment(block);
    int at = at(block);
    int taken = bytes.getInt(at + TAKEN);
    int entry = at + FIRST_ENTRY + taken * ENTRY_BYTES;
    into.due = bytes.getLong(entry + DUE);
    into.reference = bytes.getLong(entry + REFERENCE);
    into.queue = bytes.getInt(entry + QUEUE);
    bytes.putInt(at + TAKEN, taken + 1);
  }

  private ByteBuffer segment(int block) {
    return segments.get(block >>> SEGMENT_BITS);
  }

  private static int at(int block) {
    return (block & (SEGMENT_BLOCKS - 1)) << BLOCK_BITS;
  }
}
