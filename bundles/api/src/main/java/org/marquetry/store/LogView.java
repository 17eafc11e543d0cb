/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

import java.nio.ByteBuffer;

/**
 * Bytes of a log, not copied. Valid until {@link #release()}, which must be called exactly once, on
 * any thread. Not thread-safe otherwise.
 */
public interface LogView {

  /** Address in the log of the first byte. */
  long position();

  /** The bytes: read-only by contract, big-endian, from position 0 to the limit. Own instance. */
  ByteBuffer buffer();

  void release();
}
