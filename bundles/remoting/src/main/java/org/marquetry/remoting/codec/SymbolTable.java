/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * Texts seen lately by their UTF-8 bytes: finding one that comes again and again allocates nothing.
 * Bounded; a newcomer takes the place of whatever has the same hash. Not thread-safe.
 */
public final class SymbolTable {

  private static final int SLOTS = 1024;
  private static final int LONGEST = 255;

  private final byte[][] keys = new byte[SLOTS][];
  private final String[] texts = new String[SLOTS];

  public String get(byte[] array, int offset, int length) {
    if (length > LONGEST) {
      return new String(array, offset, length, UTF_8);
    }
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + array[i];
    }
    int slot = (hash ^ hash >>> 15) & (SLOTS - 1);
    byte[] key = keys[slot];
    if (key != null && Arrays.equals(key, 0, key.length, array, offset, offset + length)) {
      return texts[slot];
    }
    String text = new String(array, offset, length, UTF_8);
    keys[slot] = Arrays.copyOfRange(array, offset, offset + length);
    texts[slot] = text;
    return text;
  }
}
