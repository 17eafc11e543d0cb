/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * The name of a header field, encoded once. Make constants of it: looking a field up compares bytes
 * and allocates nothing. Immutable.
 */
public final class FieldName {

  private final String text;
  private final byte[] bytes;

  /**
   * @param text printable ASCII without quotes and backslashes, so that it needs no escaping
   */
  public FieldName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '\\') {
        throw new IllegalArgumentException("not a field name: " + text);
      }
    }
    this.text = text;
    this.bytes = text.getBytes(US_ASCII);
  }

  public String text() {
    return text;
  }

  /** Of the encoded name, in bytes. */
  public int length() {
    return bytes.length;
  }

  /** Whether the encoded name stands in {@code array} at {@code offset}. */
  public boolean matches(byte[] array, int offset, int length) {
    return length == bytes.length
        && Arrays.equals(array, offset, offset + length, bytes, 0, length);
  }

  /** Copies the encoded name. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, bytes.length);
  }

  @Override
  public String toString() {
    return text;
  }
}
