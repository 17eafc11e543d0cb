/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * References to delayed messages of one lane, by the time at which each is due. Not thread-safe:
 * the broker makes one call at a time. No call may block for anything but the schedule's own files,
 * and none may take longer the more messages wait.
 *
 * <p>Times are milliseconds since 1970. A schedule knows the time only from what it is told: it may
 * stand still, jump, or go back.
 *
 * <pre>{@code
 * schedule.add(0, 4711, 1_000);
 * schedule.nextDue();                    // 1_000, or earlier
 * schedule.drain(1_000, sink);           // sink.take(0, 4711, 1_000)
 * schedule.nextDue();                    // Long.MAX_VALUE
 * }</pre>
 */
@ConsumerType
public interface DelaySchedule extends AutoCloseable {

  /**
   * Takes a reference in. No pair of queue and reference is added twice before it has been handed
   * out.
   *
   * @param queue of the lane, from 0 on
   * @param reference of a message in that queue, from 0 on
   * @param dueMillis when it is due; may be in the past
   * @throws IOException if it cannot be kept: the schedule is given up then
   */
  void add(int queue, long reference, long dueMillis) throws IOException;

  /**
   * Hands out references that are due at or before a time, those due first first. Each is gone from
   * the schedule with that. Does a bounded amount of work: it may end without having handed out
   * everything, even without having handed out anything, as long as {@link #nextDue} says that
   * there is more to do and the next call gets on.
   *
   * @param nowMillis the time
   * @param sink takes them
   * @throws IOException if it cannot be read: the schedule is given up then
   */
  void drain(long nowMillis, DueSink sink) throws IOException;

  /**
   * A time before which nothing in the schedule is due; it may be earlier than what is really due
   * next, and not after the time of a {@link #drain} that has left something undone.
   *
   * @return in milliseconds since 1970; {@link Long#MAX_VALUE} where the schedule is empty
   */
  long nextDue();

  /** Gives everything up. Does nothing by default. */
  @Override
  default void close() {}
}
