/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A block of {@link SpanMemory}. Reference-counted: its span holds one reference until the block is
 * dropped, each reader one more. Thread-safe but for the bytes themselves; never blocks.
 *
 * <pre>{@code
 * if (block.retain()) {
 *   try {
 *     first = block.buffer().getLong(0);
 *   } finally {
 *     block.release();
 *   }
 * }
 * }</pre>
 */
@ProviderType
public interface MemoryBlock {

  /** {@return what the block was allocated for} */
  long position();

  /**
   * {@return the bytes, big-endian, position 0, limit = length} One shared instance: use absolute
   * access, or duplicate it before moving its position.
   */
  ByteBuffer buffer();

  /**
   * Takes a further reference.
   *
   * @return {@code false} where the block is gone
   */
  boolean retain();

  /** Gives a reference back; with the last one the bytes must not be touched any more. */
  void release();
}
