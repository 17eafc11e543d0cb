/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

/**
 * The messages of a lane: which of them an engine has to know, and what becomes of those that are
 * due. For the lane's thread where nothing else is said.
 */
interface LaneMessages {

  /** Number of queues; any thread. */
  int queues();

  /**
   * When a message is due, {@link Long#MIN_VALUE} where there is none; any thread. May block for
   * the disk.
   */
  long dueMillis(int queue, long reference);

  /** Time at or before which nothing is due that is still to be fed, but for late comers. */
  long startMillis();

  /**
   * Begins anew with {@link #feed}: the engine knows nothing. May block for the disk.
   *
   * @throws java.io.IOException if the log cannot be read now
   */
  void refill() throws java.io.IOException;

  /** Gives an engine's call the next messages that wait, as many as there is room for. */
  void feed(EngineTurn turn);

  /** Whether everything that was there at the last {@link #refill} has been fed. */
  boolean refilled();

  /** Whether there are messages that were not fed yet; any thread. */
  boolean unfed();

  /** Whether references may be taken from the engine: those taken before are not in the way. */
  boolean mayDrain();

  /** Takes over what an engine's call has handed out. */
  void take(EngineTurn turn);

  /**
   * Delivers what was taken over. May block for the disk.
   *
   * @return when it has to be tried again, in milliseconds from now; {@link Long#MAX_VALUE} where
   *     all is done
   */
  long deliver();

  /** Messages that wait, as far as it is known; any thread. */
  long pending();
}
