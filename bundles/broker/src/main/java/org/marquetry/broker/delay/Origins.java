/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.PropertyNames;
import org.marquetry.store.kernel.MessageStore;

/**
 * Which parked messages the end of the log says to be settled: every message that was stored
 * because a parked one was due names that one. So nothing is delivered twice for not having been
 * noted in time. Immutable once read.
 */
final class Origins {

  private final Set<Long> positions = new HashSet<>();

  private Origins() {}

  static Origins none() {
    return new Origins();
  }

  /**
   * Reads the log from a position on. Blocks for the disk.
   *
   * @throws IOException if a part of it cannot be read
   */
  static Origins read(MessageStore store, long from) throws IOException {
    Origins origins = new Origins();
    store.records(from, origins::note);
    return origins;
  }

  private void note(MessageRecord record) {
    long mark = record.preparedTransactionPosition();
    if (mark < 0 && record.property(PropertyNames.REAL_TOPIC) != null) {
      positions.add(position(mark));
    }
  }

  /**
   * What stands in the field for the prepared transaction's position, which such a message has no
   * use for: less than 0, as no position is.
   *
   * @param position of the parked message
   */
  static long mark(long position) {
    return -1 - position;
  }

  private static long position(long mark) {
    return -1 - mark;
  }

  /** Whether the parked message at this position is settled. */
  boolean contains(long position) {
    return !positions.isEmpty() && positions.contains(position);
  }

  int size() {
    return positions.size();
  }
}
