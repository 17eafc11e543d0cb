/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.io.IOException;
import java.util.List;

/**
 * What the transactions need of the log. Everything may block for the disk; an exception means that
 * nothing was done and says why. Thread-safe.
 */
interface TransactionLog {

  /** Offset of the first half message that is still there. */
  long firstHalf();

  /** Offset of the next half message. */
  long endHalf();

  /** The half message at this offset of their queue, {@code null} where it is gone. */
  Half half(long offset) throws IOException;

  /** The half message at this position of the log, {@code null} where none begins. */
  Half halfAt(long position);

  /**
   * Stores the message where its producer meant it to go.
   *
   * @param checks how often its producers were asked
   */
  void deliver(Half half, int checks) throws IOException;

  /** Stores the message among those that were asked for too often. */
  void setAside(Half half, int checks) throws IOException;

  /** Stores the half message once more, as if it had never been asked for. */
  void reopen(Half half) throws IOException;

  /**
   * Notes that half messages are settled.
   *
   * @param offsets at least one
   * @return offset of the note in the queue of notes
   */
  long conclude(List<Long> offsets) throws IOException;

  /** Offset of the first note that is still there. */
  long firstConclusion();

  /** Offset of the next note. */
  long endConclusion();

  /** Goes through the notes from an offset on. */
  void conclusions(long from, ConclusionVisitor visitor) throws IOException;

  /** Goes through what was delivered from a position of the log on. */
  void deliveries(long fromPosition, DeliveryVisitor visitor) throws IOException;

  /** Position of the end of the log. */
  long endPosition();

  /** Position up to which the log outlives a crash. */
  long durablePosition();

  /** Takes notes of settled half messages. */
  @FunctionalInterface
  interface ConclusionVisitor {

    /**
     * @param offset of the note
     * @param halves offsets of the half messages
     */
    void conclusion(long offset, List<Long> halves);
  }

  /** Takes the positions of half messages that were delivered. */
  @FunctionalInterface
  interface DeliveryVisitor {
    void delivered(long halfPosition);
  }
}
