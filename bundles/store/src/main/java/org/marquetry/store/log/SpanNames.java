/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.util.Locale;

/** Where a span that follows another one begins, and what its directory is called. */
final class SpanNames {

  /** Spans begin at a multiple of this, as segments do: pages and sectors of a device do too. */
  private static final long ALIGNMENT = 4096;

  /** Where the directories are, below the store's root. */
  static final String PARENT = "spans/";

  private SpanNames() {}

  /** The first position at which a span may begin behind another one. */
  static long startBehind(long end, long previousStart) {
    return (Math.max(end, previousStart + 1) + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** A directory that no other span has: no two spans begin at the same position. */
  static String directory(long start, String backend) {
    return PARENT
        + String.format(Locale.ROOT, "%020d", start)
        + "-"
        + backend.replaceAll("[^A-Za-z0-9_-]", "_");
  }

  static SpanEntry next(long end, long previousStart, String backend) {
    long start = startBehind(end, previousStart);
    return SpanEntry.written(start, backend, directory(start, backend));
  }
}
