/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

/**
 * One span in {@code spans.json}. Immutable.
 *
 * @param start position of the span's first byte
 * @param end position after its last byte; -1 for the span that is written
 * @param backend name of the storage backend
 * @param directory relative to the store's root where it lies in it, otherwise absolute
 * @param lasting whether what is in it is still there after a restart
 * @param lost whether it is gone, because it was not lasting
 * @param reserved of a written span that is not lasting: positions before it may have been given
 *     out, and are not given out again
 */
record SpanEntry(
    long start,
    long end,
    String backend,
    String directory,
    boolean lasting,
    boolean lost,
    long reserved) {

  /** A span that is written. */
  static SpanEntry written(long start, String backend, String directory) {
    return new SpanEntry(start, -1, backend, directory, true, false, 0);
  }

  boolean written() {
    return end < 0;
  }

  SpanEntry sealedAt(long position) {
    return new SpanEntry(start, position, backend, directory, lasting, lost, 0);
  }

  SpanEntry lostUpTo(long position) {
    return new SpanEntry(start, position, backend, directory, false, true, 0);
  }

  SpanEntry lasting(boolean value) {
    return new SpanEntry(start, end, backend, directory, value, lost, reserved);
  }

  SpanEntry reservedTo(long position) {
    return new SpanEntry(start, end, backend, directory, lasting, lost, position);
  }
}
