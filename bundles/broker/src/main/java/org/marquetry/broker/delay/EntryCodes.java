/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.util.function.ToLongFunction;
import org.marquetry.broker.config.DelayLevels;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;

/**
 * What stands beside position and size in the queue entry of a message, for a store that makes its
 * queues anew: when a waiting message is due, the hash of the tag for all others. Immutable.
 */
public final class EntryCodes implements ToLongFunction<MessageRecord> {

  /** Beyond what a hash can be; a time since 1970, in milliseconds, is greater. */
  private static final long FIRST_TIME = 1L << 32;

  private final DelayLevels delays;
  private final long rollWindowMillis;

  /**
   * @param rollWindowMillis after which a message that waits longer is stored again
   */
  public EntryCodes(DelayLevels delays, long rollWindowMillis) {
    this.delays = delays;
    this.rollWindowMillis = rollWindowMillis;
  }

  @Override
  public long applyAsLong(MessageRecord record) {
    if (record.topic().equals(TopicNames.SCHEDULE)) {
      return record.storeTimestamp() + delays.millis(record.queueId() + 1);
    }
    if (record.topic().equals(TopicNames.TIMER)) {
      return TimerRecord.code(record, rollWindowMillis);
    }
    String tag = record.property(PropertyNames.TAGS);
    return tag == null ? 0 : tag.hashCode();
  }

  /** Whether a code is the time at which something is to be done. */
  static boolean isTime(long code) {
    return code >= FIRST_TIME;
  }

  /** Whether a code stands for the cancellation of a message; see {@link #cancellation}. */
  static boolean isCancellation(long code) {
    return code <= -FIRST_TIME;
  }

  /**
   * The code of an entry that cancels a message.
   *
   * @param millis the time in that message's entry
   */
  static long cancellation(long millis) {
    return -millis;
  }
}
