/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import java.io.IOException;
import java.util.Map;

/**
 * Settings of the backend. Immutable.
 *
 * @param maxBytes most memory that all spans together use [maxBytes]
 * @param segmentBytes memory taken at once; a longer record gets a segment of its own length
 *     [segmentBytes]
 * @param direct whether it lies outside of the heap [direct]
 */
record MemorySettings(long maxBytes, int segmentBytes, boolean direct) {

  private static final String DEFAULT_MAX = "134217728";
  private static final String DEFAULT_SEGMENT = "8388608";
  private static final int MIN_SEGMENT = 64 << 10;
  private static final int MAX_SEGMENT = 1 << 30;

  /**
   * @param given keys without what all keys of the backend begin with
   */
  static MemorySettings of(Map<String, String> given) throws IOException {
    long segment = number("segmentBytes", given, DEFAULT_SEGMENT, MIN_SEGMENT, MAX_SEGMENT);
    long max = number("maxBytes", given, DEFAULT_MAX, 2 * segment, Long.MAX_VALUE);
    String direct = given.getOrDefault("direct", "true").trim();
    if (!direct.equals("true") && !direct.equals("false")) {
      throw new IOException("storage.memory.direct=" + direct + ": allowed is true or false");
    }
    return new MemorySettings(max, (int) segment, direct.equals("true"));
  }

  private static long number(
      String key, Map<String, String> given, String absent, long least, long most)
      throws IOException {
    String text = given.getOrDefault(key, absent).trim();
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The same message as for a number out of range.
    }
    throw new IOException(
        "storage.memory."
            + key
            + "="
            + text
            + ": allowed are bytes from "
            + least
            + (most == Long.MAX_VALUE ? " on" : " to " + most));
  }
}
