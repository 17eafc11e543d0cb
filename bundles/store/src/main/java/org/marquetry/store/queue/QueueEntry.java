/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.queue;

import java.nio.ByteBuffer;

/** Layout of a consume queue entry; integers are big-endian. */
public final class QueueEntry {

  public static final int BYTES = 20;

  /** Position of the record in the log, 8 bytes. */
  public static final int POSITION = 0;

  /** Length of the record, 4 bytes; 0 where no entry has been written yet. */
  public static final int SIZE = 8;

  /** Hash of the message's tag, 8 bytes. */
  public static final int TAGS_CODE = 12;

  /** Size of an entry that stands for no message; its position is 0 or less. */
  public static final int BLANK_SIZE = Integer.MAX_VALUE;

  private QueueEntry() {}

  /**
   * An entry that stands for no message yet. Its position is none of a message's, so that where the
   * real one reaches the device only in part it points nowhere.
   */
  static void putGranted(ByteBuffer bytes, int at) {
    put(bytes, at, -1, BLANK_SIZE, 0);
  }

  /** Whether there is such an entry. */
  static boolean granted(ByteBuffer bytes, int at) {
    return bytes.getInt(at + SIZE) == BLANK_SIZE && bytes.getLong(at + POSITION) == -1;
  }

  /** The size comes last: an entry whose writing was cut short counts as not written. */
  static void put(ByteBuffer bytes, int at, long position, int size, long tagsCode) {
    bytes.putLong(at + POSITION, position);
    bytes.putLong(at + TAGS_CODE, tagsCode);
    bytes.putInt(at + SIZE, size);
  }
}
