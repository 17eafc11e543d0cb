/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

import java.nio.ByteBuffer;

/**
 * Bytes of a log, not copied. Valid until {@link #release()}, which must be called exactly once, on
 * any thread. Not thread-safe otherwise.
 *
 * <pre>{@code
 * LogView view = log.read(position, 4);
 * try {
 *   size = view.buffer().getInt(0);
 * } finally {
 *   view.release();
 * }
 * }</pre>
 */
public interface LogView {

  /** {@return the address in the log of the first byte} */
  long position();

  /**
   * {@return the bytes: read-only by contract, big-endian, from position 0 to the limit} Own
   * instance.
   */
  ByteBuffer buffer();

  /** Gives the bytes back; they must not be touched any more. Never blocks. */
  void release();
}
