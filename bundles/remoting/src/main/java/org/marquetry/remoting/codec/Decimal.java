/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

/** Decimal numbers in bytes. */
final class Decimal {

  private Decimal() {}

  /**
   * @throws NumberFormatException if the text is no whole number or does not fit
   */
  static long parse(byte[] array, int offset, int length) {
    int at = offset;
    int end = offset + length;
    boolean negative = length > 0 && array[at] == '-';
    if (negative || (length > 0 && array[at] == '+')) {
      at++;
    }
    if (at == end) {
      throw new NumberFormatException("no digits");
    }
    // Counts down from zero: the negative range is the larger one.
    long value = 0;
    while (at < end) {
      int digit = array[at++] - '0';
      if (digit < 0 || digit > 9) {
        throw new NumberFormatException("not a digit");
      }
      if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
        throw new NumberFormatException("too large");
      }
      value = value * 10 - digit;
    }
    if (negative) {
      return value;
    }
    if (value == Long.MIN_VALUE) {
      throw new NumberFormatException("too large");
    }
    return -value;
  }

  /** Bytes that {@link #write} takes. */
  static int length(long value) {
    int length = value < 0 ? 2 : 1;
    long rest = value < 0 ? value : -value;
    while (rest <= -10) {
      rest /= 10;
      length++;
    }
    return length;
  }

  /** Writes {@code value} so that it ends before {@code end}. */
  static void write(byte[] array, int end, long value) {
    int at = end;
    long rest = value < 0 ? value : -value;
    do {
      long quotient = rest / 10;
      array[--at] = (byte) ('0' + (quotient * 10 - rest));
      rest = quotient;
    } while (rest != 0);
    if (value < 0) {
      array[--at] = '-';
    }
  }
}
