/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.index;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongPredicate;
import org.marquetry.system.MappedRegion;

/**
 * One file of the key index, in RocketMQ's format: a header, hash slots, entries chained from the
 * newest of a slot to the oldest. One thread at a time writes; others look up without a lock, which
 * is why an entry is written before the slot that names it.
 */
final class IndexFile {

  static final int HEADER_BYTES = 40;
  static final int SLOT_BYTES = 4;
  static final int ENTRY_BYTES = 20;

  private static final int BEGIN_TIMESTAMP = 0;
  private static final int END_TIMESTAMP = 8;
  private static final int BEGIN_POSITION = 16;
  private static final int END_POSITION = 24;
  private static final int USED_SLOTS = 32;
  private static final int NEXT_ENTRY = 36;

  private static final int KEY_HASH = 0;
  private static final int POSITION = 4;
  private static final int SECONDS = 12;
  private static final int PREVIOUS = 16;

  private static final int ZEROS_AFTER_LAST = 1 << 20;

  private final Path path;
  private final int slots;
  private final int entries;
  private final MappedRegion region;
  private final ByteBuffer bytes;

  IndexFile(Path path, int slots, int entries, MappedRegion region) {
    this.path = path;
    this.slots = slots;
    this.entries = entries;
    this.region = region;
    bytes = region.buffer();
  }

  static long length(int slots, int entries) {
    return HEADER_BYTES + (long) slots * SLOT_BYTES + (long) entries * ENTRY_BYTES;
  }

  Path path() {
    return path;
  }

  /** Store time of the first entry's record, in milliseconds since 1970. */
  long beginTimestamp() {
    return bytes.getLong(BEGIN_TIMESTAMP);
  }

  /** Store time of the last entry's record. */
  long endTimestamp() {
    return bytes.getLong(END_TIMESTAMP);
  }

  long beginPosition() {
    return bytes.getLong(BEGIN_POSITION);
  }

  /** Position of the last entry's record. */
  long endPosition() {
    return bytes.getLong(END_POSITION);
  }

  /** Number of the next entry; entry 0 is never used. */
  private int nextEntry() {
    return Math.max(1, bytes.getInt(NEXT_ENTRY));
  }

  boolean empty() {
    return nextEntry() == 1;
  }

  boolean full() {
    return nextEntry() >= entries;
  }

  /** Adds an entry; the file must not be {@link #full()}. */
  void put(int keyHash, long position, long storeTimestamp) {
    int entry = nextEntry();
    if (entry == 1) {
      bytes.putLong(BEGIN_TIMESTAMP, storeTimestamp).putLong(BEGIN_POSITION, position);
    }
    long seconds = (storeTimestamp - beginTimestamp()) / 1000;
    int at = entryAt(entry);
    int slotAt = slotAt(keyHash);
    int previous = bytes.getInt(slotAt);
    if (previous <= 0 || previous >= entry) {
      previous = 0;
      bytes.putInt(USED_SLOTS, bytes.getInt(USED_SLOTS) + 1);
    }
    bytes
        .putInt(at + KEY_HASH, keyHash)
        .putLong(at + POSITION, position)
        .putInt(at + SECONDS, (int) Math.max(0, Math.min(Integer.MAX_VALUE, seconds)))
        .putInt(at + PREVIOUS, previous);
    VarHandle.releaseFence();
    bytes
        .putInt(slotAt, entry)
        .putInt(NEXT_ENTRY, entry + 1)
        .putLong(END_POSITION, position)
        .putLong(END_TIMESTAMP, storeTimestamp);
  }

  private int slotAt(int keyHash) {
    return HEADER_BYTES + keyHash % slots * SLOT_BYTES;
  }

  private int entryAt(int entry) {
    return HEADER_BYTES + slots * SLOT_BYTES + entry * ENTRY_BYTES;
  }

  /**
   * Gives the positions of records whose key may be the one asked for, newest first.
   *
   * @param visitor returns {@code false} when it has had enough
   * @return {@code false} if it had
   */
  boolean find(int keyHash, long begin, long end, LongPredicate visitor) {
    if (!region.retain()) {
      return true;
    }
    try {
      if (empty() || beginTimestamp() > end) {
        return true;
      }
      int entry = bytes.getInt(slotAt(keyHash));
      VarHandle.acquireFence();
      while (entry > 0 && entry < entries) {
        int at = entryAt(entry);
        // Of the second that an entry tells, its record may be at any millisecond.
        long time = beginTimestamp() + bytes.getInt(at + SECONDS) * 1000L;
        boolean wanted =
            bytes.getInt(at + KEY_HASH) == keyHash && time <= end && time + 999 >= begin;
        if (wanted && !visitor.test(bytes.getLong(at + POSITION))) {
          return false;
        }
        int previous = bytes.getInt(at + PREVIOUS);
        // A chain only ever leads to older entries; a damaged one must not go round.
        entry = previous < entry ? previous : 0;
      }
      return true;
    } finally {
      region.release();
    }
  }

  /**
   * Makes the file whole again after a crash, from those of its entries that are: the entries up to
   * the first one that never reached the device, without those of the last record, which may lack
   * some of its keys.
   *
   * @param logFirst first position of the log
   * @param logEnd where the log ends: entries of records behind it are dropped
   * @return whether any entry is left
   */
  boolean repair(long logFirst, long logEnd, StoreTimes times) throws IOException {
    int sound = soundEntries(logEnd);
    int clearUntil = Math.max(sound, Math.min(nextEntry(), entries));
    for (int slot = 0; slot < slots; slot++) {
      bytes.putInt(HEADER_BYTES + slot * SLOT_BYTES, 0);
    }
    int used = 0;
    for (int entry = 1; entry < sound; entry++) {
      int at = entryAt(entry);
      int slotAt = slotAt(bytes.getInt(at + KEY_HASH));
      int previous = bytes.getInt(slotAt);
      used += previous == 0 ? 1 : 0;
      bytes.putInt(at + PREVIOUS, previous).putInt(slotAt, entry);
    }
    clear(sound, clearUntil);
    bytes.putInt(USED_SLOTS, used).putInt(NEXT_ENTRY, sound);
    if (sound > 1) {
      long first = bytes.getLong(entryAt(1) + POSITION);
      long last = bytes.getLong(entryAt(sound - 1) + POSITION);
      long firstTime = first >= logFirst ? times.at(first) : beginTimestamp();
      bytes.putLong(BEGIN_TIMESTAMP, firstTime < 0 ? beginTimestamp() : firstTime);
      long lastTime = last >= logFirst ? times.at(last) : -1;
      long told = beginTimestamp() + bytes.getInt(entryAt(sound - 1) + SECONDS) * 1000L;
      bytes
          .putLong(END_TIMESTAMP, lastTime < 0 ? told : lastTime)
          .putLong(BEGIN_POSITION, first)
          .putLong(END_POSITION, last);
    }
    force();
    return sound > 1;
  }

  /** Number of the first entry that is not whole. */
  private int soundEntries(long logEnd) {
    long last = 0;
    int entry = 1;
    while (entry < entries) {
      int at = entryAt(entry);
      long position = bytes.getLong(at + POSITION);
      boolean nothing = position == 0 && bytes.getInt(at + KEY_HASH) == 0;
      if (nothing || position < last || position >= logEnd || bytes.getInt(at + KEY_HASH) < 0) {
        break;
      }
      last = position;
      entry++;
    }
    while (entry > 1 && bytes.getLong(entryAt(entry - 1) + POSITION) == last) {
      entry--;
    }
    return entry;
  }

  /** Zeroes entries, so that none of them is taken for a whole one later. */
  private void clear(int from, int until) {
    int end = entryAt(entries);
    int zeros = 0;
    for (int at = entryAt(from); at < end && zeros < ZEROS_AFTER_LAST; at += Integer.BYTES) {
      if (bytes.getInt(at) != 0) {
        bytes.putInt(at, 0);
        zeros = 0;
      } else if (at >= entryAt(until)) {
        zeros += Integer.BYTES;
      }
    }
  }

  /** Makes the file durable. */
  void force() throws IOException {
    region.force(0, (int) length(slots, entries));
  }

  void close() {
    region.release();
  }
}
