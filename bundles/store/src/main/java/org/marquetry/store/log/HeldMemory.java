/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.marquetry.store.MemoryBlock;
import org.marquetry.store.SpanMemory;

/** The memory of one span. Thread-safe. */
final class HeldMemory implements SpanMemory {

  private final ConcurrentSkipListMap<Long, Block> blocks = new ConcurrentSkipListMap<>();
  private final AtomicLong bytes = new AtomicLong();

  @Override
  public List<MemoryBlock> blocks() {
    return List.copyOf(blocks.values());
  }

  @Override
  public MemoryBlock allocate(long position, int length, boolean direct) throws IOException {
    ByteBuffer buffer;
    try {
      buffer = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
    } catch (OutOfMemoryError e) {
      throw new IOException(
          "there is no memory for "
              + length
              + " bytes of messages ("
              + e.getMessage()
              + "): raise "
              + (direct ? "-XX:MaxDirectMemorySize or " : "")
              + "-Xmx in MARQUETRY_OPTS",
          e);
    }
    Block block = new Block(position, buffer);
    if (blocks.putIfAbsent(position, block) != null) {
      throw new IllegalStateException("there is a block at " + position + " already");
    }
    bytes.addAndGet(length);
    return block;
  }

  @Override
  public void drop(long position) {
    Block block = blocks.remove(position);
    if (block != null) {
      block.release();
    }
  }

  @Override
  public long bytes() {
    return bytes.get();
  }

  /**
   * Gives back what no message lies in of a span that is not written any more. Who has a block
   * already goes on reading it.
   *
   * @param end position after the last message
   */
  void trim(long end) {
    blocks.tailMap(end, true).keySet().forEach(this::drop);
    Map.Entry<Long, Block> last = blocks.lastEntry();
    if (last == null) {
      return;
    }
    Block whole = last.getValue();
    int used = (int) Math.min(end - whole.position, whole.buffer.capacity());
    if (used == whole.buffer.capacity()) {
      return;
    }
    ByteBuffer copy;
    try {
      copy = whole.buffer.isDirect() ? ByteBuffer.allocateDirect(used) : ByteBuffer.allocate(used);
    } catch (OutOfMemoryError e) {
      // It stays as large as it is.
      return;
    }
    copy.put(0, whole.buffer, 0, used);
    blocks.put(whole.position, new Block(whole.position, copy));
    // The block before is never released: it ends with the last log that reads it.
    bytes.addAndGet(used - (long) whole.buffer.capacity());
  }

  /** The span is gone: so is its memory, when the last reader has released it. */
  void dropAll() {
    blocks.keySet().forEach(this::drop);
  }

  private final class Block implements MemoryBlock {

    private final long position;
    private final ByteBuffer buffer;
    private final AtomicInteger references = new AtomicInteger(1);

    Block(long position, ByteBuffer buffer) {
      this.position = position;
      this.buffer = buffer;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public ByteBuffer buffer() {
      return buffer;
    }

    @Override
    public boolean retain() {
      return references.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    @Override
    public void release() {
      int left = references.decrementAndGet();
      if (left < 0) {
        throw new IllegalStateException("the block at " + position + " was released too often");
      }
      if (left == 0) {
        bytes.addAndGet(-buffer.capacity());
      }
    }
  }
}
