/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

/** Where an append ended up; filled in by {@link MessageStore}. Reusable, not thread-safe. */
public final class Appended {

  long position;
  long endPosition;
  long queueOffset;
  long storeTimestamp;
  long[] batchPositions = new long[1];

  void set(long first, long end, long offset, long timestamp, int count) {
    position = first;
    endPosition = end;
    queueOffset = offset;
    storeTimestamp = timestamp;
    if (batchPositions.length < count) {
      batchPositions = new long[count];
    }
  }

  /** Position of the first record. */
  public long position() {
    return position;
  }

  /** Position after the last record: what {@link MessageStore#whenDurable} is asked about. */
  public long endPosition() {
    return endPosition;
  }

  /** Queue offset of the first record. */
  public long queueOffset() {
    return queueOffset;
  }

  /** In milliseconds since 1970. */
  public long storeTimestamp() {
    return storeTimestamp;
  }

  /** Position of the {@code index}th record of a batch. */
  public long position(int index) {
    return batchPositions[index];
  }
}
