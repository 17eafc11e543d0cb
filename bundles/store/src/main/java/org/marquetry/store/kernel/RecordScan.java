/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.RecordLayout;
import org.marquetry.store.LogView;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.log.RecordFinder;

/** Goes through the log record by record; what is no record is passed over. For one thread. */
final class RecordScan {

  private final LogChain log;
  private final RecordVisitor visitor;
  private final MessageRecord record = new MessageRecord();

  RecordScan(LogChain log, RecordVisitor visitor) {
    this.log = log;
    this.visitor = visitor;
  }

  /** See {@link MessageStore#records}. */
  void run(long from, long end) throws IOException {
    long position = log.follow(from);
    while (position < end) {
      LogView view = log.read(position, (int) Math.min(Integer.MAX_VALUE, end - position));
      if (view == null) {
        long next = log.follow(position);
        if (next <= position) {
          return;
        }
        position = next;
        continue;
      }
      try {
        segment(view.buffer(), position);
        position = log.follow(position + view.buffer().limit());
      } finally {
        view.release();
      }
    }
  }

  private void segment(ByteBuffer bytes, long position) {
    int at = 0;
    while (bytes.limit() - at >= RecordLayout.FILLER_HEAD
        && bytes.getInt(at + RecordLayout.MAGIC) != RecordLayout.MAGIC_FILLER) {
      if (wrap(bytes, at, position + at)) {
        visitor.record(record);
        at += record.size();
      } else {
        int sound = RecordFinder.next(bytes, at + 1, position);
        at = sound < 0 ? bytes.limit() : sound;
      }
    }
  }

  private boolean wrap(ByteBuffer bytes, int at, long position) {
    try {
      return record.wrap(bytes, at).position() == position;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
