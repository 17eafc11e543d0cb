/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Reads what {@link Long#parseLong(String)} reads, from UTF-8 and without exceptions; allocates
 * only where digits of other scripts may be meant. Not thread-safe.
 */
final class IntegerText {

  private long value;

  /** Whether the text is an integer of 64 bits, which {@link #value()} then is. */
  boolean read(byte[] text, int length) {
    int first = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    if (first == length) {
      return false;
    }
    // The negative side of the range is the larger one.
    long negative = 0;
    for (int at = first; at < length; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9) {
        return text[at] < 0 && readAnyScript(new String(text, 0, length, UTF_8), first);
      }
      if (overflows(negative, digit)) {
        // An integer no longer, whatever digits follow.
        return false;
      }
      negative = negative * 10 - digit;
    }
    return finish(negative, text[0] == '-');
  }

  /** What was read last; defined only where {@link #read} said so. */
  long value() {
    return value;
  }

  private boolean readAnyScript(String text, int first) {
    long negative = 0;
    for (int at = first; at < text.length(); at++) {
      int digit = Character.digit(text.charAt(at), 10);
      if (digit < 0 || overflows(negative, digit)) {
        return false;
      }
      negative = negative * 10 - digit;
    }
    return finish(negative, text.charAt(0) == '-');
  }

  private boolean finish(long negative, boolean minus) {
    if (!minus && negative == Long.MIN_VALUE) {
      return false;
    }
    value = minus ? negative : -negative;
    return true;
  }

  private static boolean overflows(long negative, int digit) {
    return negative < Long.MIN_VALUE / 10
        || (negative == Long.MIN_VALUE / 10 && digit > -(Long.MIN_VALUE % 10));
  }
}
