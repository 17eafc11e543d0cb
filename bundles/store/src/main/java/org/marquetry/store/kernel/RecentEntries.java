/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.util.Arrays;

/**
 * Where in the log the newest entries of a queue lead, roughly and without a look at its files. One
 * thread at a time appends (under the append lock); all read without a lock.
 */
final class RecentEntries {

  private static final int MARKS = 16;
  private static final long[] NONE = {};

  /** Bytes of the log between two marks, at least. */
  private final long distance;

  private long lastMarked;

  /** Queue offset and position of each mark, ascending; replaced as a whole. */
  private volatile long[] marks = NONE;

  /**
   * @param reach how far behind the end of the log it is to be known, in bytes
   */
  RecentEntries(long reach) {
    distance = Math.max(1, reach / MARKS);
    lastMarked = -distance;
  }

  void appended(long queueOffset, long position) {
    if (position - lastMarked < distance) {
      return;
    }
    long[] known = marks;
    int from = known.length == 2 * (MARKS + 1) ? 2 : 0;
    long[] more = Arrays.copyOfRange(known, from, known.length + 2);
    more[more.length - 2] = queueOffset;
    more[more.length - 1] = position;
    marks = more;
    lastMarked = position;
  }

  /**
   * A position that the record of an entry does not lie before; -1 where none is known.
   *
   * @param queueOffset of an entry that is there
   */
  long notBefore(long queueOffset) {
    long[] known = marks;
    for (int i = known.length - 2; i >= 0; i -= 2) {
      if (known[i] <= queueOffset) {
        return known[i + 1];
      }
    }
    return -1;
  }
}
