/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * For every half message from the first undecided one on: whether it is decided, and how often its
 * producers were asked. Two bytes a message at most; next to nothing where all or none of 1024
 * neighbours are decided. Not thread-safe.
 */
final class HalfStates {

  /** Highest number of questions that is counted. */
  static final int MOST_CHECKS = Short.MAX_VALUE;

  private static final int PAGE = 1024;
  private static final short DECIDED = -1;
  private static final short[] ALL_DECIDED = {};

  private final Map<Long, short[]> pages = new HashMap<>();
  private final Map<Long, Integer> decidedInPage = new HashMap<>();
  private long first;

  /**
   * @param first offset of the first message that may be undecided
   */
  HalfStates(long first) {
    this.first = first;
  }

  /** Offset of the first undecided message, or of the next message where all are decided. */
  long first() {
    return first;
  }

  boolean decided(long offset) {
    if (offset < first) {
      return true;
    }
    short[] page = pages.get(offset / PAGE);
    return page != null && (page == ALL_DECIDED || page[index(offset)] == DECIDED);
  }

  /** How often the producers of an undecided message were asked. */
  int checks(long offset) {
    short[] page = pages.get(offset / PAGE);
    return page == null || page == ALL_DECIDED ? 0 : Math.max(0, page[index(offset)]);
  }

  /** Sets how often the producers of a message were asked; nothing happens to a decided one. */
  void checks(long offset, int checks) {
    if (!decided(offset)) {
      page(offset)[index(offset)] = (short) Math.min(checks, MOST_CHECKS);
    }
  }

  /** Notes that a message is decided; once more does no harm. */
  void decide(long offset) {
    if (decided(offset)) {
      return;
    }
    page(offset)[index(offset)] = DECIDED;
    long number = offset / PAGE;
    if (decidedInPage.merge(number, 1, Integer::sum) == PAGE) {
      pages.put(number, ALL_DECIDED);
      decidedInPage.remove(number);
    }
    while (decided(first)) {
      advance();
    }
  }

  /** The next undecided message at or behind an offset. */
  long undecidedFrom(long offset) {
    long at = Math.max(offset, first);
    while (decided(at)) {
      at = pages.get(at / PAGE) == ALL_DECIDED ? (at / PAGE + 1) * PAGE : at + 1;
    }
    return at;
  }

  private void advance() {
    long number = first / PAGE;
    boolean whole = pages.get(number) == ALL_DECIDED;
    first = whole ? (number + 1) * PAGE : first + 1;
    if (first / PAGE != number) {
      pages.remove(number);
      decidedInPage.remove(number);
    }
  }

  private short[] page(long offset) {
    return pages.computeIfAbsent(offset / PAGE, number -> newPage(number));
  }

  /** Messages before the first one count as decided, so that their page can become whole. */
  private short[] newPage(long number) {
    short[] page = new short[PAGE];
    int before = (int) Math.max(0, Math.min(PAGE, first - number * PAGE));
    if (before > 0) {
      Arrays.fill(page, 0, before, DECIDED);
      decidedInPage.put(number, before);
    }
    return page;
  }

  private static int index(long offset) {
    return (int) (offset % PAGE);
  }
}
