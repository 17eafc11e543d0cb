/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;

/** What a record of the timer's topic says of its times. Stateless. */
final class TimerRecord {

  /** RocketMQ's precision: it rounds the times that it writes down. */
  private static final long ROUNDED_MILLIS = 1_000;

  private TimerRecord() {}

  /**
   * When the message is to be delivered, in milliseconds since 1970. Never before the time that was
   * asked for, even where RocketMQ has rounded it.
   */
  static long dueMillis(MessageRecord record) {
    long out = number(record, PropertyNames.TIMER_OUT_MS, record.storeTimestamp());
    boolean exact = out % ROUNDED_MILLIS != 0 || record.preparedTransactionPosition() < 0;
    if (exact) {
      return out;
    }
    if (record.property(PropertyNames.TIMER_ROLL_TIMES) != null) {
      return out + ROUNDED_MILLIS;
    }
    long asked = number(record, PropertyNames.TIMER_DELIVER_MS, Long.MIN_VALUE);
    if (asked == Long.MIN_VALUE) {
      long delay =
          number(
              record,
              PropertyNames.TIMER_DELAY_MS,
              1_000 * number(record, PropertyNames.TIMER_DELAY_SEC, 0));
      asked = record.storeTimestamp() + delay;
    }
    return Math.max(out, Math.min(asked, out + 2 * ROUNDED_MILLIS));
  }

  /**
   * Like {@link #dueMillis(MessageRecord)}, exact where the code of its entry is known to be exact.
   */
  static long dueMillis(MessageRecord record, long code) {
    return number(record, PropertyNames.TIMER_OUT_MS, Long.MIN_VALUE) == code
        ? code
        : dueMillis(record);
  }

  /** A property's number, or another one where there is none. */
  static long number(MessageRecord record, String property, long otherwise) {
    String text = record.property(property);
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Whether the record cancels another one instead of being a message. */
  static boolean cancels(MessageRecord record) {
    return record.property(PropertyNames.TIMER_DELETE_KEY) != null;
  }

  /** The code of the record's queue entry, see {@link EntryCodes}. */
  static long code(MessageRecord record, long rollWindowMillis) {
    if (cancels(record)) {
      return EntryCodes.cancellation(
          number(record, Cancellation.ENTRY_TIME, number(record, PropertyNames.TIMER_OUT_MS, 0)));
    }
    return Math.min(dueMillis(record), record.storeTimestamp() + rollWindowMillis);
  }
}
