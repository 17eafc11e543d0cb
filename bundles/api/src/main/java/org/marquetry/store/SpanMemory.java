/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

import java.io.IOException;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Memory that belongs to one span and not to the backend that fills it: it stays where it is while
 * the backend's bundle is updated, or is away for a while, and ends with the span or with the
 * process. What a backend has to remember beyond an update and cannot keep on the disk, it keeps
 * here. Thread-safe.
 *
 * <pre>{@code
 * MemoryBlock block = context.memory().allocate(position, 16 << 20, true);
 * block.buffer().putLong(0, 4711);
 * // After an update of the bundle, in open() of the new version:
 * long kept = context.memory().blocks().get(0).buffer().getLong(0);
 * }</pre>
 */
@ProviderType
public interface SpanMemory {

  /** {@return the blocks that have not been dropped, by position} Never blocks. */
  List<MemoryBlock> blocks();

  /**
   * Makes a block of zeros. Takes about a millisecond for 8 MiB, so it is not done on the appending
   * thread if that can be avoided.
   *
   * @param position by which the block is found again; there must be none with it yet
   * @param bytes length, at least 1
   * @param direct whether the memory lies outside of the heap, from where it is sent without a copy
   * @return the block, of which the span holds a reference
   * @throws IOException if there is no such memory left; the message names the remedy
   */
  MemoryBlock allocate(long position, int bytes, boolean direct) throws IOException;

  /**
   * Takes a block out; its memory is given back when the last of its readers has released it.
   * Nothing happens where there is none. Never blocks.
   *
   * @param position that it was allocated for
   */
  void drop(long position);

  /**
   * {@return the memory in use, in bytes: all blocks, also dropped ones that are still being read}
   */
  long bytes();
}
