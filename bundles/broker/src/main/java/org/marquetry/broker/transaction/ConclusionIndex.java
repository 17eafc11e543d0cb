/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * From where on the notes of settled half messages are still needed: a note is not, once all half
 * messages up to those that it names are decided. Coarse: it remembers one note of many. Not
 * thread-safe.
 */
final class ConclusionIndex {

  private static final int NOTES_A_MARK = 256;

  private final Deque<Mark> marks = new ArrayDeque<>();
  private long needed;
  private long next;
  private long highest = -1;
  private int sinceMark;

  /**
   * @param highest offset of a half message that a note before {@code next} names
   */
  private record Mark(long next, long highest) {}

  /**
   * @param needed offset of the first note that is needed
   */
  ConclusionIndex(long needed) {
    this.needed = needed;
    this.next = needed;
  }

  /**
   * @param offset of a note behind all others
   */
  void add(long offset, List<Long> halves) {
    for (long half : halves) {
      highest = Math.max(highest, half);
    }
    next = offset + 1;
    if (++sinceMark == NOTES_A_MARK) {
      marks.add(new Mark(next, highest));
      sinceMark = 0;
    }
  }

  /**
   * Offset of the first note that is needed.
   *
   * @param firstUndecided offset of the first half message that is not decided
   */
  long needed(long firstUndecided) {
    while (!marks.isEmpty() && marks.peek().highest < firstUndecided) {
      needed = marks.poll().next;
    }
    if (highest < firstUndecided) {
      needed = next;
    }
    return needed;
  }
}
