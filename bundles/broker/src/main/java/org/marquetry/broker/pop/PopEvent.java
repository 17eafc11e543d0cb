/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

/**
 * What changes the state of a {@link PopQueue}, or its {@link OrderedBatch}. Times are in
 * milliseconds since 1970.
 */
sealed interface PopEvent {

  PopKey key();

  /**
   * Messages were handed out.
   *
   * @param startOffset where the pop began; with the pop time it names the pop
   * @param offsets queue offsets, ascending
   */
  record Popped(PopKey key, long startOffset, long popTime, long invisibleMillis, long[] offsets)
      implements PopEvent {

    /** When they may be handed out again. */
    long until() {
      return popTime + invisibleMillis;
    }
  }

  /** Messages of a pop need not be handed out any more, acknowledged or given to a retry. */
  record Settled(PopKey key, long startOffset, long popTime, long[] offsets) implements PopEvent {}

  /**
   * What is handed out in order has changed.
   *
   * @param batch all that is known now
   * @param next queue offset to which the group was moved, -1 where it goes on after the batch
   */
  record Ordered(PopKey key, OrderedBatch batch, long next) implements PopEvent {}
}
