/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.send;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.marquetry.message.PropertyNames;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.ResponseCode;

/**
 * Finds in one pass over encoded properties those that decide what becomes of a message. Of a name
 * that stands twice the last one counts; pairs that {@code PropertyBytes} passes over are passed
 * over here too. Reusable, not thread-safe.
 */
final class PropertyScan {

  /** Kinds of properties, as bits of a set. */
  static final int TAGS = 1;

  static final int DELAY = 2;
  static final int WAIT = 4;
  static final int UNIQUE_KEY = 8;
  static final int TRANSACTION = 16;

  static final int DELAY_SECONDS = 32;

  /** What the broker adds itself, and what no producer may set. */
  static final int BROKER = 64;

  /** What the broker itself says of a parked message. */
  static final int DESTINATION = 128;

  /** Takes another message back. */
  static final int CANCELLATION = 2048;

  /** Names further queues. */
  static final int LIGHT_QUEUES = 4096;

  /** Says which messages are to be in order. */
  static final int ORDERED = 16_384;

  /** Asks for a queue by its priority. */
  static final int PRIORITY = 8192;

  static final int DELAY_MILLIS = 256;
  static final int DELIVER_MILLIS = 512;
  static final int START_MILLIS = 1024;

  /** Any of those that ask for a delivery time. */
  static final int TIMER = DELAY_SECONDS | DELAY_MILLIS | DELIVER_MILLIS | START_MILLIS;

  private static final byte[] TAGS_NAME = ascii(PropertyNames.TAGS);
  private static final byte[] WAIT_NAME = ascii(PropertyNames.WAIT_STORE_OK);
  private static final byte[] DELAY_NAME = ascii(PropertyNames.DELAY_LEVEL);
  private static final byte[] POP_NAME = ascii(PropertyNames.POP_CHECKPOINT);
  private static final byte[] CLUSTER_NAME = ascii(PropertyNames.CLUSTER);
  private static final byte[] UNIQUE_NAME = ascii(PropertyNames.UNIQUE_KEY);
  private static final byte[] TRANSACTION_NAME = ascii(PropertyNames.TRANSACTION_PREPARED);
  private static final byte[] TRACE_NAME = ascii(PropertyNames.TRACE_ON);
  private static final byte[] REAL_QUEUE_NAME = ascii(PropertyNames.REAL_QUEUE_ID);
  private static final byte[] REGION_NAME = ascii(PropertyNames.MSG_REGION);
  private static final byte[] REAL_TOPIC_NAME = ascii(PropertyNames.REAL_TOPIC);
  private static final byte[] TIMER_MS_NAME = ascii(PropertyNames.TIMER_DELAY_MS);
  private static final byte[] TIMER_SEC_NAME = ascii(PropertyNames.TIMER_DELAY_SEC);
  private static final byte[] TIMER_AT_NAME = ascii(PropertyNames.TIMER_DELIVER_MS);
  private static final byte[] START_NAME = ascii(PropertyNames.START_DELIVER_TIME);
  private static final byte[] OUT_NAME = ascii(PropertyNames.TIMER_OUT_MS);
  private static final byte[] ENQUEUE_NAME = ascii(PropertyNames.TIMER_ENQUEUE_MS);
  private static final byte[] DEQUEUE_NAME = ascii(PropertyNames.TIMER_DEQUEUE_MS);
  private static final byte[] ROLLS_NAME = ascii(PropertyNames.TIMER_ROLL_TIMES);
  private static final byte[] DELETE_NAME = ascii(PropertyNames.TIMER_DELETE_KEY);

  private static final byte[] LIGHT_NAME = ascii(PropertyNames.LIGHT_QUEUES);
  private static final byte[] SHARDING_NAME = ascii(PropertyNames.SHARDING_KEY);
  private static final byte[] PRIORITY_NAME = ascii(PropertyNames.PRIORITY);

  private byte[] bytes;
  private int found;
  private int tagsAt;
  private int tagsLength;
  private int uniqueAt;
  private int uniqueLength;
  private int delayAt;
  private int delayLength;
  private int timerKind;
  private int timerAt;
  private int timerLength;
  private int lightAt;
  private int lightLength;
  private int priorityAt;
  private int priorityLength;
  private boolean wait;
  private boolean transaction;

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  /** Reads {@code length} bytes; they must stay unchanged while the results are asked for. */
  void scan(byte[] properties, int offset, int length) {
    bytes = properties;
    found = 0;
    tagsLength = 0;
    uniqueLength = 0;
    delayLength = 0;
    timerKind = 0;
    lightLength = 0;
    priorityLength = 0;
    wait = true;
    transaction = false;
    int end = offset + length;
    int pair = offset;
    while (pair < end) {
      int nameEnd = -1;
      int at = pair;
      while (at < end) {
        byte b = properties[at];
        if (b == PropertyNames.VALUE_END) {
          break;
        }
        if (b == PropertyNames.NAME_END && nameEnd < 0) {
          nameEnd = at;
        }
        at++;
      }
      if (nameEnd > pair && nameEnd + 1 < at) {
        take(kind(properties, pair, nameEnd - pair), nameEnd + 1, at - nameEnd - 1);
      }
      pair = at + 1;
    }
  }

  private void take(int kind, int valueAt, int valueLength) {
    found |= kind;
    switch (kind) {
      case TAGS -> {
        tagsAt = valueAt;
        tagsLength = valueLength;
      }
      case UNIQUE_KEY -> {
        uniqueAt = valueAt;
        uniqueLength = valueLength;
      }
      case DELAY -> {
        delayAt = valueAt;
        delayLength = valueLength;
      }
      case DELAY_SECONDS, DELAY_MILLIS, DELIVER_MILLIS, START_MILLIS ->
          takeTimer(kind, valueAt, valueLength);
      case LIGHT_QUEUES -> {
        lightAt = valueAt;
        lightLength = valueLength;
      }
      case PRIORITY -> {
        priorityAt = valueAt;
        priorityLength = valueLength;
      }
      case WAIT -> wait = isTrue(valueAt, valueLength);
      case TRANSACTION -> transaction = isTrue(valueAt, valueLength);
      default -> {}
    }
  }

  /** Of several kinds the one counts whose bit is lowest. */
  private void takeTimer(int kind, int valueAt, int valueLength) {
    if (timerKind == 0 || kind <= timerKind) {
      timerKind = kind;
      timerAt = valueAt;
      timerLength = valueLength;
    }
  }

  private boolean isTrue(int at, int length) {
    return length == 4
        && (bytes[at] | 0x20) == 't'
        && (bytes[at + 1] | 0x20) == 'r'
        && (bytes[at + 2] | 0x20) == 'u'
        && (bytes[at + 3] | 0x20) == 'e';
  }

  private static int kind(byte[] bytes, int at, int length) {
    return switch (length) {
      case 4 -> is(bytes, at, TAGS_NAME) ? TAGS : is(bytes, at, WAIT_NAME) ? WAIT : 0;
      case 5 -> is(bytes, at, DELAY_NAME) ? DELAY : 0;
      case 6 -> is(bytes, at, POP_NAME) ? BROKER : 0;
      case 7 -> is(bytes, at, CLUSTER_NAME) ? BROKER : 0;
      case 8 -> kindOfEight(bytes, at);
      case 10 ->
          is(bytes, at, REGION_NAME) ? BROKER : is(bytes, at, REAL_TOPIC_NAME) ? DESTINATION : 0;
      case 12 -> is(bytes, at, OUT_NAME) ? DESTINATION : 0;
      case 13 -> is(bytes, at, SHARDING_NAME) ? ORDERED : 0;
      case 14 -> is(bytes, at, TIMER_MS_NAME) ? DELAY_MILLIS : 0;
      case 15 -> is(bytes, at, TIMER_SEC_NAME) ? DELAY_SECONDS : 0;
      case 16 -> kindOfSixteen(bytes, at);
      case 17 -> is(bytes, at, DELETE_NAME) ? CANCELLATION : 0;
      case 18 ->
          is(bytes, at, START_NAME) ? START_MILLIS : is(bytes, at, PRIORITY_NAME) ? PRIORITY : 0;
      case 20 -> is(bytes, at, LIGHT_NAME) ? LIGHT_QUEUES : 0;
      default -> 0;
    };
  }

  private static int kindOfEight(byte[] bytes, int at) {
    if (is(bytes, at, UNIQUE_NAME)) {
      return UNIQUE_KEY;
    }
    if (is(bytes, at, TRANSACTION_NAME)) {
      return TRANSACTION;
    }
    if (is(bytes, at, TRACE_NAME)) {
      return BROKER;
    }
    return is(bytes, at, REAL_QUEUE_NAME) ? DESTINATION : 0;
  }

  private static int kindOfSixteen(byte[] bytes, int at) {
    if (is(bytes, at, TIMER_AT_NAME)) {
      return DELIVER_MILLIS;
    }
    return is(bytes, at, ENQUEUE_NAME) || is(bytes, at, DEQUEUE_NAME) || is(bytes, at, ROLLS_NAME)
        ? DESTINATION
        : 0;
  }

  private static boolean is(byte[] bytes, int at, byte[] name) {
    return bytes[at] == name[0] && Arrays.equals(bytes, at, at + name.length, name, 0, name.length);
  }

  /** Whether any property of these kinds was there. */
  boolean has(int kinds) {
    return (found & kinds) != 0;
  }

  /** The tag's Java hash code, 0 for none. */
  long tagsCode() {
    int hash = 0;
    for (int i = tagsAt; i < tagsAt + tagsLength; i++) {
      byte b = bytes[i];
      if (b < 0) {
        return new String(bytes, tagsAt, tagsLength, UTF_8).hashCode();
      }
      hash = 31 * hash + b;
    }
    return hash;
  }

  /** {@code null} for none. */
  String uniqueKey() {
    return uniqueLength == 0 ? null : new String(bytes, uniqueAt, uniqueLength, UTF_8);
  }

  /**
   * The delay level, 0 for none.
   *
   * @throws CommandException if what stands there is no number
   */
  int delayLevel() throws CommandException {
    if (delayLength == 0) {
      return 0;
    }
    String text = new String(bytes, delayAt, delayLength, UTF_8);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "property " + PropertyNames.DELAY_LEVEL + " is no delay level: " + text);
    }
  }

  /** Which kind of {@link #TIMER} properties counts, 0 for none. */
  int timerKind() {
    return timerKind;
  }

  /** The value of the property that {@link #timerKind()} says, {@code null} for none. */
  String timerText() {
    return timerKind == 0 ? null : new String(bytes, timerAt, timerLength, UTF_8);
  }

  /** Names of light queues, with commas between them; {@code null} for none. */
  String lightQueues() {
    return lightLength == 0 ? null : new String(bytes, lightAt, lightLength, UTF_8);
  }

  /**
   * Whether the message asks for a queue by its priority, which one that is ordered, or that waits,
   * does not.
   */
  boolean prior() {
    return has(PRIORITY) && !has(ORDERED | DELAY | TIMER) && priority() >= 0;
  }

  /** -1 for none, and where what stands there is no number. */
  int priority() {
    if (priorityLength == 0) {
      return -1;
    }
    try {
      return Integer.parseInt(new String(bytes, priorityAt, priorityLength, UTF_8));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Whether the producer wants the message to be safe before it is answered. */
  boolean waits() {
    return wait;
  }

  boolean transaction() {
    return transaction;
  }

  /** Lets go of the bytes. */
  void clear() {
    bytes = null;
  }

  /**
   * Copies properties but for those of some kinds.
   *
   * @param target has room for {@code length} bytes
   * @return bytes written, from index 0
   */
  static int copyWithout(int kinds, byte[] properties, int offset, int length, byte[] target) {
    int end = offset + length;
    int pair = offset;
    int written = 0;
    while (pair < end) {
      int nameEnd = pair;
      while (nameEnd < end
          && properties[nameEnd] != PropertyNames.NAME_END
          && properties[nameEnd] != PropertyNames.VALUE_END) {
        nameEnd++;
      }
      int pairEnd = nameEnd;
      while (pairEnd < end && properties[pairEnd] != PropertyNames.VALUE_END) {
        pairEnd++;
      }
      int next = Math.min(end, pairEnd + 1);
      if ((kind(properties, pair, nameEnd - pair) & kinds) == 0) {
        System.arraycopy(properties, pair, target, written, next - pair);
        written += next - pair;
      }
      pair = next;
    }
    return written;
  }
}
