/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.remoting.FieldName;

/**
 * A header as scanned: fixed values, and a table of where each field's name and value stand in the
 * scanned bytes. Filled again for each frame, so that scanning allocates nothing. Not thread-safe.
 */
public final class Header {

  /** More fields than any command has; what brings more is an attack on the look-up. */
  static final int MAX_FIELDS = 4096;

  private static final int FIRST_TABLE = 32;
  private static final int ENTRY = 4;

  private byte[] bytes;
  private int[] table;
  private int count;

  private int code;
  private int flag;
  private int opaque;
  private int version;
  private String language = Language.OTHER;
  private int remarkOffset;
  private int remarkLength = -1;

  public Header() {
    this(new byte[0], new int[FIRST_TABLE * ENTRY]);
  }

  private Header(byte[] bytes, int[] table) {
    this.bytes = bytes;
    this.table = table;
  }

  /** Forgets all; offsets refer to {@code scanned} from now on. */
  void clear(byte[] scanned) {
    bytes = scanned;
    count = 0;
    code = 0;
    flag = 0;
    opaque = 0;
    version = 0;
    language = Language.OTHER;
    remarkOffset = 0;
    remarkLength = -1;
    if (table.length > FIRST_TABLE * ENTRY * 4) {
      table = new int[FIRST_TABLE * ENTRY];
    }
  }

  void code(int value) {
    code = value;
  }

  void flag(int value) {
    flag = value;
  }

  void opaque(int value) {
    opaque = value;
  }

  void version(int value) {
    version = value;
  }

  void language(String value) {
    language = value;
  }

  void remark(int offset, int length) {
    remarkOffset = offset;
    remarkLength = length;
  }

  void add(int nameOffset, int nameLength, int valueOffset, int valueLength) throws FrameException {
    if (count == MAX_FIELDS) {
      throw new FrameException("the header has more than " + MAX_FIELDS + " fields");
    }
    int at = count * ENTRY;
    if (at == table.length) {
      table = Arrays.copyOf(table, at * 2);
    }
    table[at] = nameOffset;
    table[at + 1] = nameLength;
    table[at + 2] = valueOffset;
    table[at + 3] = valueLength;
    count++;
  }

  /** An independent copy. */
  public Header copy() {
    int end = Math.max(0, remarkOffset + remarkLength);
    for (int i = 0; i < count; i++) {
      int at = i * ENTRY;
      end = Math.max(end, Math.max(table[at] + table[at + 1], table[at + 2] + table[at + 3]));
    }
    Header copy = new Header(Arrays.copyOf(bytes, end), Arrays.copyOf(table, count * ENTRY));
    copy.count = count;
    copy.code = code;
    copy.flag = flag;
    copy.opaque = opaque;
    copy.version = version;
    copy.language = language;
    copy.remarkOffset = remarkOffset;
    copy.remarkLength = remarkLength;
    return copy;
  }

  public int code() {
    return code;
  }

  public int opaque() {
    return opaque;
  }

  public int version() {
    return version;
  }

  /** {@code OTHER} where it is absent or unknown. */
  public String language() {
    return language;
  }

  public boolean response() {
    return (flag & Frame.FLAG_RESPONSE) != 0;
  }

  public boolean oneWay() {
    return (flag & Frame.FLAG_ONE_WAY) != 0;
  }

  /** {@code null} where it is absent. */
  public String remark() {
    return remarkLength < 0 ? null : new String(bytes, remarkOffset, remarkLength, UTF_8);
  }

  /** What the offsets refer to. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * The field's place, to be given to {@link #offset} and {@link #length}; negative where it is
   * absent. Of several fields of one name the last counts.
   */
  public int find(FieldName name) {
    for (int i = count - 1; i >= 0; i--) {
      int at = i * ENTRY;
      if (name.matches(bytes, table[at], table[at + 1])) {
        return i;
      }
    }
    return -1;
  }

  public int offset(int field) {
    return table[field * ENTRY + 2];
  }

  public int length(int field) {
    return table[field * ENTRY + 3];
  }

  public String text(int field) {
    return new String(bytes, offset(field), length(field), UTF_8);
  }

  /**
   * @throws NumberFormatException if the value is no whole number or does not fit
   */
  public long number(int field) {
    return Decimal.parse(bytes, offset(field), length(field));
  }

  /**
   * Whether the value is a word, whatever the case of its letters.
   *
   * @param word ASCII in lower case
   */
  public boolean isWord(int field, String word) {
    int length = length(field);
    if (length != word.length()) {
      return false;
    }
    int offset = offset(field);
    for (int i = 0; i < length; i++) {
      if (Character.toLowerCase((char) bytes[offset + i]) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** All fields, copied, in the order of their first appearance. */
  public Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>(count * 2);
    for (int i = 0; i < count; i++) {
      int at = i * ENTRY;
      fields.put(new String(bytes, table[at], table[at + 1], UTF_8), text(i));
    }
    return fields;
  }
}
