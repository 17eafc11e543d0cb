/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an engine gets to make one schedule with. Thread-safe.
 *
 * <pre>{@code
 * ByteBuffer blocks = context.scratch(16 << 20);
 * long due = context.dueMillis(queue, reference);
 * }</pre>
 */
@ProviderType
public interface DelayContext {

  /** {@return {@link DelayEngine#LEVELS} or {@link DelayEngine#TIMER}} */
  String lane();

  /** {@return how many queues the lane has, numbered from 0 on; at least 1} */
  int queues();

  /**
   * Where the schedule's time begins: nothing is due at or before it but messages that came too
   * late.
   *
   * @return in milliseconds since 1970; 0 where that is not known
   */
  long startMillis();

  /**
   * When a message is due, as it was or would be {@link DelaySchedule#add}ed. Reads one small entry
   * of a file that is most often in memory; may block for the disk otherwise.
   *
   * @param queue of the lane
   * @param reference of a message in that queue
   * @return in milliseconds since 1970; {@link Long#MIN_VALUE} where there is no such message any
   *     more
   */
  long dueMillis(int queue, long reference);

  /**
   * Memory on the disk: a file of zeros, mapped, that is deleted when the schedule is given up. It
   * uses space where it has been written to. What lies there counts neither for the heap nor for
   * the engine's budget.
   *
   * @param bytes length, 1 to {@link Integer#MAX_VALUE}
   * @return big-endian, position 0, limit = length
   * @throws IOException if there is no room; the message names the remedy
   */
  ByteBuffer scratch(int bytes) throws IOException;
}
