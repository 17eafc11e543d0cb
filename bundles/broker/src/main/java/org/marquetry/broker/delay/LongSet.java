/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** A set of numbers from 0 on, up to a limit from which on further ones are not kept. */
final class LongSet {

  private static final int FIRST_SLOTS = 1024;
  private static final long EMPTY = -1;

  private final int most;
  private long[] slots = emptySlots(FIRST_SLOTS);
  private int size;

  LongSet(int most) {
    this.most = most;
  }

  private static long[] emptySlots(int count) {
    long[] slots = new long[count];
    Arrays.fill(slots, EMPTY);
    return slots;
  }

  void add(long number) {
    if (size >= most || contains(number)) {
      return;
    }
    if (size * 2 >= slots.length) {
      long[] old = slots;
      slots = emptySlots(old.length * 2);
      for (long each : old) {
        if (each != EMPTY) {
          slots[slot(each)] = each;
        }
      }
    }
    slots[slot(number)] = number;
    size++;
  }

  boolean contains(long number) {
    return slots[slot(number)] == number;
  }

  /** Where the number stands or would stand. */
  private int slot(long number) {
    int mask = slots.length - 1;
    int slot = (int) ((number * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (slots[slot] != EMPTY && slots[slot] != number) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Forgets the others. */
  void keepOnly(LongPredicate wanted) {
    long[] old = slots;
    clear();
    for (long each : old) {
      if (each != EMPTY && wanted.test(each)) {
        add(each);
      }
    }
  }

  void clear() {
    if (size > 0) {
      slots = emptySlots(FIRST_SLOTS);
      size = 0;
    }
  }
}
