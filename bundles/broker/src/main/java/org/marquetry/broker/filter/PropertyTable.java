/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.message.PropertyText;

/**
 * Where the properties of one message are: its encoded properties, copied once, and the places of
 * names and values in them. Nothing is decoded and nothing allocated but where it has to grow. A
 * name or value that is empty is passed over, and the last of a name counts. Reusable, not
 * thread-safe.
 */
public final class PropertyTable {

  private static final int PLACES = 3;

  private byte[] bytes = new byte[512];

  /** Of each property: start of the name, end of the name, end of the value. */
  private int[] places = new int[PLACES * 32];

  private int count;
  private boolean read;

  /** The next message's properties are to be read. */
  void forget() {
    read = false;
  }

  /** Reads the record's properties, unless they were read already. */
  PropertyTable of(MessageRecord record) {
    if (!read) {
      int length = record.propertiesLength();
      if (length > bytes.length) {
        bytes = new byte[length];
      }
      record.bytes().get(record.propertiesAt(), bytes, 0, length);
      index(length);
      read = true;
    }
    return this;
  }

  private void index(int length) {
    count = 0;
    int start = 0;
    int nameEnd = -1;
    for (int at = 0; at <= length; at++) {
      byte here = at == length ? PropertyNames.VALUE_END : bytes[at];
      if (here == PropertyNames.VALUE_END) {
        if (nameEnd > start && nameEnd + 1 < at) {
          add(start, nameEnd, at);
        }
        start = at + 1;
        nameEnd = -1;
      } else if (here == PropertyNames.NAME_END && nameEnd < 0) {
        nameEnd = at;
      }
    }
  }

  private void add(int start, int nameEnd, int valueEnd) {
    int at = count * PLACES;
    if (at == places.length) {
      places = Arrays.copyOf(places, 2 * at);
    }
    places[at] = start;
    places[at + 1] = nameEnd;
    places[at + 2] = valueEnd;
    count++;
  }

  /** Place of the property in {@link #places}, negative where there is none. */
  private int find(byte[] name) {
    for (int at = (count - 1) * PLACES; at >= 0; at -= PLACES) {
      int start = places[at];
      int end = places[at + 1];
      if (end - start == name.length && Arrays.equals(bytes, start, end, name, 0, name.length)) {
        return at;
      }
    }
    return -1;
  }

  boolean value(byte[] name, PropertyText into) {
    int at = find(name);
    if (at < 0) {
      into.length(0);
      return false;
    }
    int start = places[at + 1] + 1;
    int length = places[at + 2] - start;
    into.length(length);
    System.arraycopy(bytes, start, into.bytes(), 0, length);
    return true;
  }

  String value(byte[] name) {
    int at = find(name);
    if (at < 0) {
      return null;
    }
    int start = places[at + 1] + 1;
    return new String(bytes, start, places[at + 2] - start, UTF_8);
  }
}
