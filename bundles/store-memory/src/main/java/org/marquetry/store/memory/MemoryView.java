/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import java.nio.ByteBuffer;
import org.marquetry.store.LogView;
import org.marquetry.store.MemoryBlock;

/** A slice of a block; holds one reference to it. */
record MemoryView(long position, ByteBuffer buffer, MemoryBlock block) implements LogView {

  @Override
  public void release() {
    block.release();
  }
}
