/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import java.util.Arrays;
import org.marquetry.remoting.FieldName;

/**
 * The bytes of a frame up to its body, growing. They are gathered in an array and copied into the
 * network buffer at once, which costs less than many small writes there. Not thread-safe.
 */
public final class HeaderOutput {

  /** Outputs that grew beyond this are not worth keeping. */
  private static final int KEPT = 16 * 1024;

  private byte[] bytes = new byte[512];
  private int size;

  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return size;
  }

  public boolean worthKeeping() {
    return bytes.length <= KEPT;
  }

  void clear(int skipped) {
    size = skipped;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more)));
    }
  }

  void put(byte[] source) {
    reserve(source.length);
    System.arraycopy(source, 0, bytes, size, source.length);
    size += source.length;
  }

  void put(FieldName name) {
    reserve(name.length());
    name.copyTo(bytes, size);
    size += name.length();
  }

  void put(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
  }

  char last() {
    return (char) bytes[size - 1];
  }

  void putShort(int value) {
    reserve(2);
    bytes[size++] = (byte) (value >> 8);
    bytes[size++] = (byte) value;
  }

  void putInt(int value) {
    reserve(4);
    size += 4;
    setInt(size - 4, value);
  }

  void setShort(int at, int value) {
    bytes[at] = (byte) (value >> 8);
    bytes[at + 1] = (byte) value;
  }

  void setInt(int at, int value) {
    bytes[at] = (byte) (value >> 24);
    bytes[at + 1] = (byte) (value >> 16);
    bytes[at + 2] = (byte) (value >> 8);
    bytes[at + 3] = (byte) value;
  }

  void putDecimal(long value) {
    int length = Decimal.length(value);
    reserve(length);
    size += length;
    Decimal.write(bytes, size, value);
  }

  /** Plain UTF-8. */
  void putText(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        reserve(1);
        bytes[size++] = (byte) c;
      } else {
        i += putCharacter(text, i);
      }
    }
  }

  /** UTF-8 with what JSON wants escaped. */
  void putJsonText(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        i += putCharacter(text, i);
      } else if (c < ' ') {
        putControl(c);
      } else {
        reserve(2);
        if (c == '"' || c == '\\') {
          bytes[size++] = '\\';
        }
        bytes[size++] = (byte) c;
      }
    }
  }

  private void putControl(char c) {
    reserve(6);
    bytes[size++] = '\\';
    bytes[size++] = 'u';
    bytes[size++] = '0';
    bytes[size++] = '0';
    bytes[size++] = (byte) Character.forDigit(c >> 4, 16);
    bytes[size++] = (byte) Character.forDigit(c & 0xf, 16);
  }

  /**
   * @return 1 if the character at {@code index} is the first half of a pair, else 0
   */
  private int putCharacter(String text, int index) {
    reserve(4);
    int c = text.codePointAt(index);
    if (c < 0x800) {
      bytes[size++] = (byte) (0xc0 | c >> 6);
      bytes[size++] = (byte) (0x80 | (c & 0x3f));
      return 0;
    }
    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
      bytes[size++] = '?';
      return 0;
    }
    if (c < 0x10000) {
      bytes[size++] = (byte) (0xe0 | c >> 12);
      bytes[size++] = (byte) (0x80 | (c >> 6 & 0x3f));
      bytes[size++] = (byte) (0x80 | (c & 0x3f));
      return 0;
    }
    bytes[size++] = (byte) (0xf0 | c >> 18);
    bytes[size++] = (byte) (0x80 | (c >> 12 & 0x3f));
    bytes[size++] = (byte) (0x80 | (c >> 6 & 0x3f));
    bytes[size++] = (byte) (0x80 | (c & 0x3f));
    return 1;
  }

  /** Makes room for {@code length} bytes at {@code index}. */
  void insert(int index, int length) {
    reserve(length);
    System.arraycopy(bytes, index, bytes, index + length, size - index);
    size += length;
  }

  /** Writes the frame's first eight bytes. */
  void frame(byte type, int bodyLength) {
    int headerLength = size - Frame.HEADER_OFFSET;
    if (headerLength > Frame.MAX_HEADER_LENGTH) {
      throw new IllegalStateException("a header of " + headerLength + " bytes is too long to send");
    }
    setInt(0, Math.addExact(size - Frame.LENGTH_BYTES, bodyLength));
    setInt(Frame.TYPE_OFFSET, type << 24 | headerLength);
  }
}
