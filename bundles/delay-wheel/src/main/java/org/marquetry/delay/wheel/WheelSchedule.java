/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay.wheel;

import java.io.IOException;
import org.marquetry.delay.DelaySchedule;
import org.marquetry.delay.DueSink;

/**
 * Four wheels of 1024 slots each: a slot of the first stands for a millisecond, one of the next for
 * a whole turn of the wheel before. Where the cursor is, wheel {@code k} shows the turn that the
 * cursor is in; an entry lies on the finest wheel that shows its time. When the cursor comes to a
 * slot of a coarser wheel, its entries move to finer ones. What is beyond the coarsest wheel (34
 * years a turn) waits aside until its turn.
 */
final class WheelSchedule implements DelaySchedule {

  private static final int BITS = 10;
  private static final int SLOTS = 1 << BITS;
  private static final int WHEELS = 4;

  /** Entries that one call may move or hand out. */
  private static final int WORK = 10_000;

  /** Entries whose time the cursor had passed when they came. */
  private static final int LATE = 0;

  /** Entries beyond the coarsest wheel. */
  private static final int BEYOND = 1;

  private final Ring[] wheels = new Ring[WHEELS];
  private final Ring aside;
  private final Entry entry = new Entry();

  /** Everything due before it has been handed out but for what came late. */
  private long cursor;

  /** Not after the first of the late ones. */
  private long firstLate = Long.MAX_VALUE;

  private long late;
  private long beyond;

  /** How many of those beyond have to be looked at since the cursor came to a new turn. */
  private long beyondToSee;

  WheelSchedule(Blocks blocks, long startMillis) {
    for (int wheel = 0; wheel < WHEELS; wheel++) {
      wheels[wheel] = new Ring(blocks, SLOTS);
    }
    aside = new Ring(blocks, 2);
    cursor = Math.max(0, startMillis);
  }

  @Override
  public void add(int queue, long reference, long dueMillis) throws IOException {
    if (dueMillis < cursor) {
      firstLate = Math.min(firstLate, dueMillis);
      late++;
      aside.add(LATE, queue, reference, dueMillis);
      return;
    }
    for (int wheel = 0; wheel < WHEELS; wheel++) {
      if (turn(dueMillis, wheel) == turn(cursor, wheel)) {
        wheels[wheel].add(slot(dueMillis, wheel), queue, reference, dueMillis);
        return;
      }
    }
    beyond++;
    aside.add(BEYOND, queue, reference, dueMillis);
  }

  private static long turn(long millis, int wheel) {
    return millis >> (BITS * (wheel + 1));
  }

  private static int slot(long millis, int wheel) {
    return (int) (millis >> (BITS * wheel)) & (SLOTS - 1);
  }

  @Override
  public void drain(long nowMillis, DueSink sink) throws IOException {
    int work = WORK;
    work = drainLate(nowMillis, work, sink);
    while (work > 0 && cursor <= nowMillis) {
      if (moveOne()) {
        work--;
      } else if (!wheels[0].empty(slot(cursor, 0))) {
        wheels[0].take(slot(cursor, 0), entry);
        work = sink.take(entry.queue, entry.reference, entry.due) ? work - 1 : 0;
      } else {
        advance(Math.min(nextFilled(), nowMillis + 1));
      }
    }
  }

  /**
   * Hands out those that came late, unless the time has gone back.
   *
   * @return work left
   */
  private int drainLate(long nowMillis, int work, DueSink sink) throws IOException {
    int left = work;
    long first = Long.MAX_VALUE;
    long toSee = late;
    while (toSee > 0 && left > 0) {
      aside.take(LATE, entry);
      toSee--;
      left--;
      if (entry.due > nowMillis) {
        first = Math.min(first, entry.due);
        aside.add(LATE, entry.queue, entry.reference, entry.due);
      } else {
        late--;
        left = sink.take(entry.queue, entry.reference, entry.due) ? left : 0;
      }
    }
    // Known exactly only where all of them were looked at.
    firstLate = toSee == 0 ? first : Math.min(first, firstLate);
    return left;
  }

  /** Moves one entry of the slots that the cursor is in to a finer wheel, if there is any. */
  private boolean moveOne() throws IOException {
    if (beyondToSee > 0) {
      beyondToSee--;
      beyond--;
      aside.take(BEYOND, entry);
      add(entry.queue, entry.reference, entry.due);
      return true;
    }
    for (int wheel = WHEELS - 1; wheel > 0; wheel--) {
      int slot = slot(cursor, wheel);
      if (!wheels[wheel].empty(slot)) {
        wheels[wheel].take(slot, entry);
        add(entry.queue, entry.reference, entry.due);
        return true;
      }
    }
    return false;
  }

  private void advance(long to) {
    if (turn(to, WHEELS - 1) != turn(cursor, WHEELS - 1)) {
      beyondToSee = beyond;
    }
    cursor = to;
  }

  /** Begin of the first slot, from the cursor's on, that is not empty. */
  private long nextFilled() {
    long first = beyond > 0 ? (turn(cursor, WHEELS - 1) + 1) << (BITS * WHEELS) : Long.MAX_VALUE;
    for (int wheel = 0; wheel < WHEELS; wheel++) {
      int slot = wheels[wheel].nextFilled(slot(cursor, wheel));
      if (slot >= 0) {
        long start = (turn(cursor, wheel) << BITS | slot) << (BITS * wheel);
        first = Math.min(first, Math.max(cursor, start));
      }
    }
    return first;
  }

  @Override
  public long nextDue() {
    return Math.min(firstLate, beyondToSee > 0 ? cursor : nextFilled());
  }
}
