/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.nio.ByteBuffer;
import org.marquetry.message.RecordLayout;

/** Finds where records begin, by their magic code and the position that each carries. */
public final class RecordFinder {

  private RecordFinder() {}

  /**
   * Whether a record seems to begin here.
   *
   * @param position in the log of the byte at {@code at}
   */
  public static boolean begins(ByteBuffer bytes, int at, long position) {
    if (bytes.limit() - at < RecordLayout.FIXED_LENGTH_V1) {
      return false;
    }
    int magic = bytes.getInt(at + RecordLayout.MAGIC);
    return (magic == RecordLayout.MAGIC_V1 || magic == RecordLayout.MAGIC_V2)
        && bytes.getLong(at + RecordLayout.POSITION) == position;
  }

  /**
   * Looks for the next place where a record seems to begin.
   *
   * @param position in the log of the first byte
   * @return -1 where there is none
   */
  public static int next(ByteBuffer bytes, int from, long position) {
    int last = bytes.limit() - RecordLayout.FIXED_LENGTH_V1;
    for (int at = from; at <= last; at++) {
      if (begins(bytes, at, position + at)) {
        return at;
      }
    }
    return -1;
  }
}
