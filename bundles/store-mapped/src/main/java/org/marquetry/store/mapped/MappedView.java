/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.nio.ByteBuffer;
import org.marquetry.store.LogView;
import org.marquetry.system.MappedRegion;

/** A slice of a segment; holds one reference to the mapped region. */
final class MappedView implements LogView {

  private final long position;
  private final ByteBuffer buffer;
  private final MappedRegion region;

  MappedView(long position, ByteBuffer buffer, MappedRegion region) {
    this.position = position;
    this.buffer = buffer;
    this.region = region;
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
  public void release() {
    region.release();
  }
}
