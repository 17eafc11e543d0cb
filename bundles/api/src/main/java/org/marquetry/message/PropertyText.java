/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Text of a property, in UTF-8. Reusable; grows as needed. Not thread-safe. */
public final class PropertyText {

  private byte[] bytes = new byte[64];
  private int length;

  /**
   * {@return a property name as {@link MessageView#property(byte[], PropertyText)} takes it}
   *
   * @param text the name
   */
  public static byte[] name(String text) {
    return text.getBytes(UTF_8);
  }

  /** {@return the text's bytes, from index 0; what lies behind {@link #length()} means nothing} */
  public byte[] bytes() {
    return bytes;
  }

  /** {@return the length of the text in bytes} */
  public int length() {
    return length;
  }

  /**
   * Makes room for a text that is then written into {@link #bytes()}.
   *
   * @param newLength bytes, at least 0
   */
  public void length(int newLength) {
    if (newLength > bytes.length) {
      bytes = new byte[Math.max(newLength, 2 * bytes.length)];
    }
    length = newLength;
  }

  /**
   * {@return whether the text is these very bytes}
   *
   * @param text in UTF-8
   */
  public boolean is(byte[] text) {
    return Arrays.equals(bytes, 0, length, text, 0, text.length);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, UTF_8);
  }
}
