/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

/**
 * What decides about a half message: one that waits for the end of its transaction.
 *
 * @param offset in the queue of half messages
 * @param position in the log
 * @param group of its producers, {@code null} where it names none
 * @param bornMillis by the producer's clock, in milliseconds since 1970
 * @param storeMillis by the broker's clock, in milliseconds since 1970
 * @param immunityMillis how long its producers are not asked, -1 where it does not say
 * @param checksBefore how often they were asked before the message was stored here
 * @param key that its producer gave it, {@code null} where it gave none
 * @param firstOffset where RocketMQ had it first that has stored it anew since, -1 where it has not
 */
record Half(
    long offset,
    long position,
    String group,
    long bornMillis,
    long storeMillis,
    long immunityMillis,
    int checksBefore,
    String key,
    long firstOffset) {

  /** Age by the producer's clock; by the broker's where the producer's is ahead. */
  long ageMillis(long nowMillis) {
    long age = nowMillis - bornMillis;
    return age >= 0 ? age : nowMillis - storeMillis;
  }

  /** Whether it says itself how long its producers are not to be asked, and that is over. */
  boolean immunityOver(long nowMillis) {
    return immunityMillis >= 0 && ageMillis(nowMillis) > immunityMillis;
  }
}
