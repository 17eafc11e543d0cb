/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

/** What changes the state of a {@link PopQueue}. Times are in milliseconds since 1970. */
sealed interface PopEvent {

  PopKey key();

  /** Where the pop began; with the pop time it names the pop. */
  long startOffset();

  long popTime();

  /**
   * Messages were handed out.
   *
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
}
