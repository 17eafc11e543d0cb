/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads and writes encoded properties: {@code name 0x01 value 0x02 …}. Pairs without 0x01, with an
 * empty name or an empty value are passed over, as RocketMQ does. Stateless.
 */
public final class PropertyBytes {

  private PropertyBytes() {}

  /**
   * Finds the value of {@code name}; the last one counts.
   *
   * @param bytes that hold encoded properties
   * @param offset where they begin
   * @param length of them in bytes
   * @param name of the property, in UTF-8
   * @return the value, newly made; {@code null} where there is none
   */
  public static String value(ByteBuffer bytes, int offset, int length, byte[] name) {
    int valueAt = valueAt(bytes, offset, length, name);
    if (valueAt < 0) {
      return null;
    }
    byte[] value = new byte[valueLength(bytes, valueAt, offset + length)];
    bytes.get(valueAt, value);
    return new String(value, UTF_8);
  }

  /**
   * Copies the value of {@code name}; the last one counts. Allocates only where {@code into} has to
   * grow.
   *
   * @param bytes that hold encoded properties
   * @param offset where they begin
   * @param length of them in bytes
   * @param name of the property, in UTF-8
   * @param into takes the value
   * @return {@code false} where there is none; {@code into} is then empty
   */
  public static boolean value(
      ByteBuffer bytes, int offset, int length, byte[] name, PropertyText into) {
    int valueAt = valueAt(bytes, offset, length, name);
    if (valueAt < 0) {
      into.length(0);
      return false;
    }
    int valueLength = valueLength(bytes, valueAt, offset + length);
    into.length(valueLength);
    bytes.get(valueAt, into.bytes(), 0, valueLength);
    return true;
  }

  /** Where the last value of {@code name} begins, or -1. */
  private static int valueAt(ByteBuffer bytes, int offset, int length, byte[] name) {
    int end = offset + length;
    int found = -1;
    int pair = offset;
    while (pair < end) {
      int pairEnd = indexOf(bytes, pair, end, PropertyNames.VALUE_END);
      int nameEnd = pair + name.length;
      if (name.length > 0
          && nameEnd + 1 < pairEnd
          && bytes.get(nameEnd) == PropertyNames.NAME_END
          && matches(bytes, pair, name)) {
        found = nameEnd + 1;
      }
      pair = pairEnd + 1;
    }
    return found;
  }

  private static int valueLength(ByteBuffer bytes, int valueAt, int end) {
    return indexOf(bytes, valueAt, end, PropertyNames.VALUE_END) - valueAt;
  }

  /**
   * {@return all properties, in their order}
   *
   * @param encoded properties
   */
  public static Map<String, String> decode(byte[] encoded) {
    Map<String, String> properties = new LinkedHashMap<>();
    ByteBuffer bytes = ByteBuffer.wrap(encoded);
    int pair = 0;
    while (pair < encoded.length) {
      int pairEnd = indexOf(bytes, pair, encoded.length, PropertyNames.VALUE_END);
      int nameEnd = indexOf(bytes, pair, pairEnd, PropertyNames.NAME_END);
      if (nameEnd > pair && nameEnd + 1 < pairEnd) {
        properties.put(
            new String(encoded, pair, nameEnd - pair, UTF_8),
            new String(encoded, nameEnd + 1, pairEnd - nameEnd - 1, UTF_8));
      }
      pair = pairEnd + 1;
    }
    return properties;
  }

  /**
   * Encodes properties; every value is followed by 0x02.
   *
   * @param properties whose names and values {@link UserProperties#check} lets pass
   * @return the encoded properties
   */
  public static byte[] encode(Map<String, String> properties) {
    StringBuilder text = new StringBuilder();
    properties.forEach(
        (name, value) ->
            text.append(name)
                .append((char) PropertyNames.NAME_END)
                .append(value)
                .append((char) PropertyNames.VALUE_END));
    return text.toString().getBytes(UTF_8);
  }

  private static int indexOf(ByteBuffer bytes, int from, int end, byte wanted) {
    int at = from;
    while (at < end && bytes.get(at) != wanted) {
      at++;
    }
    return at;
  }

  private static boolean matches(ByteBuffer bytes, int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (bytes.get(at + i) != name[i]) {
        return false;
      }
    }
    return true;
  }
}
