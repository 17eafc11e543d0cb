/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.filter.sql.evaluation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Reads what {@link Double#parseDouble(String)} reads, with the same result. Numbers of up to 15
 * digits and a moderate exponent, and texts that are no numbers, are read without allocating. Not
 * thread-safe.
 */
final class DecimalText {

  private static final byte[] NOT_A_NUMBER = {'N', 'a', 'N'};
  private static final byte[] INFINITY = {'I', 'n', 'f', 'i', 'n', 'i', 't', 'y'};

  /** The powers of ten that a double holds exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  /** As many digits as always fit the 53 bits of a double's fraction. */
  private static final int EXACT_DIGITS = 15;

  /** Beyond any that matters; keeps sums of exponents within an int. */
  private static final int EXPONENT_CEILING = 100_000;

  private double value;

  /** Whether the text is a number, which {@link #value()} then is. */
  boolean read(byte[] text, int length) {
    int begin = 0;
    int end = length;
    while (begin < end && isBlank(text[begin])) {
      begin++;
    }
    while (begin < end && isBlank(text[end - 1])) {
      end--;
    }
    int first = begin;
    if (first < end && (text[first] == '-' || text[first] == '+')) {
      first++;
    }
    if (first == end) {
      return false;
    }
    boolean minus = text[begin] == '-';
    return switch (text[first]) {
      case 'N' -> is(NOT_A_NUMBER, text, first, end) && finish(Double.NaN, false);
      case 'I' -> is(INFINITY, text, first, end) && finish(Double.POSITIVE_INFINITY, minus);
      default ->
          isHexadecimal(text, first, end)
              ? readHexadecimal(text, begin, end)
              : readDecimal(text, begin, first, end);
    };
  }

  /** What was read last; defined only where {@link #read} said so. */
  double value() {
    return value;
  }

  private boolean readDecimal(byte[] text, int begin, int first, int end) {
    long digits = 0;
    int significant = 0;
    int scale = 0;
    boolean point = false;
    boolean any = false;
    int at = first;
    for (; at < end; at++) {
      byte c = text[at];
      if (c == '.' && !point) {
        point = true;
      } else if (c >= '0' && c <= '9') {
        any = true;
        if (significant > 0 || c != '0') {
          significant++;
          if (significant <= EXACT_DIGITS) {
            digits = digits * 10 + (c - '0');
          }
        }
        scale -= point ? 1 : 0;
      } else {
        break;
      }
    }
    if (!any) {
      return false;
    }
    int exponent = 0;
    if (at < end && (text[at] | 0x20) == 'e') {
      at++;
      boolean negative = at < end && text[at] == '-';
      if (at < end && (text[at] == '-' || text[at] == '+')) {
        at++;
      }
      int firstDigit = at;
      while (at < end && text[at] >= '0' && text[at] <= '9') {
        exponent = Math.min(exponent * 10 + (text[at] - '0'), EXPONENT_CEILING);
        at++;
      }
      if (at == firstDigit) {
        return false;
      }
      exponent = negative ? -exponent : exponent;
    }
    if (at < end && ((text[at] | 0x20) == 'f' || (text[at] | 0x20) == 'd')) {
      at++;
    }
    if (at < end) {
      return false;
    }
    boolean minus = text[begin] == '-';
    int power = exponent + scale;
    if (digits == 0) {
      return finish(0, minus);
    }
    if (significant <= EXACT_DIGITS && Math.abs(power) < POWERS.length) {
      // Both are exact, so the one operation rounds as the definition of the number does.
      return finish(power < 0 ? digits / POWERS[-power] : digits * POWERS[power], minus);
    }
    return finish(Double.parseDouble(new String(text, begin, end - begin, ISO_8859_1)), false);
  }

  private boolean readHexadecimal(byte[] text, int begin, int end) {
    try {
      return finish(Double.parseDouble(new String(text, begin, end - begin, ISO_8859_1)), false);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private boolean finish(double read, boolean minus) {
    value = minus ? -read : read;
    return true;
  }

  private static boolean isHexadecimal(byte[] text, int first, int end) {
    return end - first > 1 && text[first] == '0' && (text[first + 1] | 0x20) == 'x';
  }

  /** What {@link String#trim} takes off. */
  private static boolean isBlank(byte c) {
    return c >= 0 && c <= ' ';
  }

  private static boolean is(byte[] word, byte[] text, int begin, int end) {
    if (end - begin != word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (text[begin + i] != word[i]) {
        return false;
      }
    }
    return true;
  }
}
