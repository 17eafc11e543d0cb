/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Writes one finished record, or an atomic group of them, straight into a log. Called once by
 * {@link MessageLog#append}, on its thread.
 *
 * <pre>{@code
 * RecordWriter writer = (target, position) -> target.put(record.putLong(28, position));
 * }</pre>
 */
@ProviderType
@FunctionalInterface
public interface RecordWriter {

  /**
   * Writes the record.
   *
   * @param target at its position the room for exactly the length given to {@link
   *     MessageLog#append}; big-endian; must be filled completely, its limit left alone
   * @param position address in the log of the first byte written
   */
  void write(ByteBuffer target, long position);
}
