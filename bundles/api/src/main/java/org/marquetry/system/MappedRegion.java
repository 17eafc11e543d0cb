/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A mapped file. Reference-counted: the bytes stay valid while a reference is held; with the last
 * {@link #release()} they are unmapped and must not be touched again (the virtual machine would
 * crash). Thread-safe but for the bytes themselves.
 *
 * <pre>{@code
 * MappedRegion region = disk.map(file, 1 << 20);
 * region.buffer().putLong(0, 4711);
 * region.force(0, Long.BYTES);
 * region.release();
 * }</pre>
 */
@ProviderType
public interface MappedRegion {

  /**
   * {@return the mapped bytes, big-endian, position 0, limit = length} One shared instance: use
   * absolute access, or duplicate it before moving its position.
   */
  ByteBuffer buffer();

  /**
   * Makes a range durable; blocks until the device has it.
   *
   * @param offset of the first byte
   * @param length of the range in bytes
   * @throws IOException if the device fails; the message names the file
   */
  void force(int offset, int length) throws IOException;

  /**
   * Takes a further reference.
   *
   * @return {@code false} where the region is already unmapped
   */
  boolean retain();

  /** Gives a reference back. */
  void release();
}
