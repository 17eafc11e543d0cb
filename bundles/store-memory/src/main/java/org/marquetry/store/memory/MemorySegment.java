/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import java.nio.ByteBuffer;
import org.marquetry.store.LogView;
import org.marquetry.store.MemoryBlock;

/** One block of the log. Only {@link #room} is for the appending thread alone. */
final class MemorySegment {

  private final MemoryBlock block;
  private final ByteBuffer bytes;
  private final ByteBuffer target;

  MemorySegment(MemoryBlock block) {
    this.block = block;
    this.bytes = block.buffer();
    this.target = block.buffer().duplicate();
  }

  /** Position in the log of the first byte. */
  long start() {
    return block.position();
  }

  /** Position in the log after the last byte. */
  long end() {
    return block.position() + bytes.capacity();
  }

  /** The reused buffer for an append, set to {@code size} bytes from {@code position} on. */
  ByteBuffer room(long position, int size) {
    int at = (int) (position - start());
    return target.limit(at + size).position(at);
  }

  /**
   * @return {@code null} where the segment has been dropped
   */
  LogView view(long position, int size) {
    return block.retain()
        ? new MemoryView(position, bytes.slice((int) (position - start()), size), block)
        : null;
  }

  /** Zeroes what stands from {@code position} on; nobody may be reading it. */
  void clearFrom(long position) {
    ByteBuffer rest = bytes.duplicate();
    rest.position((int) (position - start()));
    while (rest.remaining() >= Long.BYTES) {
      rest.putLong(0);
    }
    while (rest.hasRemaining()) {
      rest.put((byte) 0);
    }
  }
}
