/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.index;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;

/**
 * The keys of a record, as hashes of their index texts: {@code topic#key} for the unique key and
 * for each key of the user, {@code topic#T#tag} for the tag. Reusable, not thread-safe.
 */
final class RecordKeys {

  private static final byte[] UNIQUE_KEY = PropertyNames.UNIQUE_KEY.getBytes(UTF_8);
  private static final byte[] KEYS = PropertyNames.KEYS.getBytes(UTF_8);
  private static final byte[] TAGS = PropertyNames.TAGS.getBytes(UTF_8);
  private static final byte[] TAG_PREFIX = {'T', '#'};
  private static final byte KEY_SEPARATOR = ' ';

  private int[] hashes = new int[8];
  private int count;
  private ByteBuffer bytes;
  private int uniqueAt;
  private int uniqueEnd;
  private int keysAt;
  private int keysEnd;
  private int tagsAt;
  private int tagsEnd;

  /** Hash of an index text: not negative. */
  static int hash(String text) {
    return positive(text.hashCode());
  }

  private static int positive(int hash) {
    return hash == Integer.MIN_VALUE ? 0 : Math.abs(hash);
  }

  /** Works out the keys of a record. */
  RecordKeys of(MessageRecord record) {
    count = 0;
    bytes = record.bytes();
    find(record.propertiesAt(), record.propertiesAt() + record.propertiesLength());
    int topicAt = record.topicAt();
    int topicEnd = topicAt + record.topicLength();
    if (uniqueAt < uniqueEnd) {
      add(topicAt, topicEnd, null, uniqueAt, uniqueEnd);
    }
    int from = keysAt;
    while (from < keysEnd) {
      int to = indexOf(KEY_SEPARATOR, from, keysEnd);
      if (to > from) {
        add(topicAt, topicEnd, null, from, to);
      }
      from = to + 1;
    }
    if (tagsAt < tagsEnd) {
      add(topicAt, topicEnd, TAG_PREFIX, tagsAt, tagsEnd);
    }
    return this;
  }

  int count() {
    return count;
  }

  int hash(int index) {
    return hashes[index];
  }

  private void find(int from, int end) {
    uniqueAt = 0;
    uniqueEnd = 0;
    keysAt = 0;
    keysEnd = 0;
    tagsAt = 0;
    tagsEnd = 0;
    int pair = from;
    while (pair < end) {
      int pairEnd = indexOf(PropertyNames.VALUE_END, pair, end);
      int nameEnd = indexOf(PropertyNames.NAME_END, pair, pairEnd);
      int value = nameEnd + 1;
      if (value < pairEnd) {
        if (matches(UNIQUE_KEY, pair, nameEnd)) {
          uniqueAt = value;
          uniqueEnd = pairEnd;
        } else if (matches(KEYS, pair, nameEnd)) {
          keysAt = value;
          keysEnd = pairEnd;
        } else if (matches(TAGS, pair, nameEnd)) {
          tagsAt = value;
          tagsEnd = pairEnd;
        }
      }
      pair = pairEnd + 1;
    }
  }

  private int indexOf(byte wanted, int from, int end) {
    int at = from;
    while (at < end && bytes.get(at) != wanted) {
      at++;
    }
    return at;
  }

  private boolean matches(byte[] name, int from, int end) {
    if (end - from != name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes.get(from + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private void add(int topicAt, int topicEnd, byte[] prefix, int from, int to) {
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    int hash = 0;
    boolean ascii = true;
    for (int at = topicAt; at < topicEnd; at++) {
      ascii &= bytes.get(at) >= 0;
      hash = 31 * hash + bytes.get(at);
    }
    hash = 31 * hash + '#';
    if (prefix != null) {
      for (byte character : prefix) {
        hash = 31 * hash + character;
      }
    }
    for (int at = from; at < to; at++) {
      ascii &= bytes.get(at) >= 0;
      hash = 31 * hash + bytes.get(at);
    }
    hashes[count++] = ascii ? positive(hash) : hashOfText(topicAt, topicEnd, prefix, from, to);
  }

  private int hashOfText(int topicAt, int topicEnd, byte[] prefix, int from, int to) {
    String middle = prefix == null ? "#" : "#" + new String(prefix, UTF_8);
    return hash(text(topicAt, topicEnd) + middle + text(from, to));
  }

  private String text(int from, int to) {
    byte[] copy = new byte[to - from];
    bytes.get(from, copy);
    return new String(copy, UTF_8);
  }
}
