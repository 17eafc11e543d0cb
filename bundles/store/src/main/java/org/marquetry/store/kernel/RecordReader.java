/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.RecordLayout;
import org.marquetry.message.SysFlag;
import org.marquetry.store.LogView;
import org.marquetry.store.log.LogChain;

/** Reads single records. Thread-safe. */
final class RecordReader {

  private static final int HEAD_BYTES = RecordLayout.BORN_HOST + 20 + Long.BYTES;

  private final LogChain log;

  RecordReader(LogChain log) {
    this.log = log;
  }

  /** The record that begins at exactly this position, {@code null} where none does. */
  LogView record(long position) throws IOException {
    LogView view = position < 0 ? null : log.read(position, Integer.MAX_VALUE);
    if (view == null) {
      return null;
    }
    try {
      MessageRecord record = new MessageRecord().wrap(view.buffer(), 0);
      if (record.position() == position) {
        view.buffer().limit(record.size());
        return view;
      }
    } catch (IllegalArgumentException e) {
      // Whoever asks may name any position: what is there is no record.
    }
    view.release();
    return null;
  }

  /** Store time of the record that begins at exactly this position, -1 where none does. */
  long storeTimeAt(long position) throws IOException {
    LogView view = record(position);
    if (view == null) {
      return -1;
    }
    try {
      return new MessageRecord().wrap(view.buffer(), 0).storeTimestamp();
    } finally {
      view.release();
    }
  }

  /** Store time of the record at a position that a queue entry names, -1 where there is none. */
  long storeTime(long position) throws IOException {
    LogView view = position < 0 ? null : log.read(position, HEAD_BYTES);
    if (view == null) {
      return -1;
    }
    try {
      ByteBuffer bytes = view.buffer();
      if (bytes.limit() < HEAD_BYTES) {
        return -1;
      }
      boolean wide = (bytes.getInt(RecordLayout.SYS_FLAG) & SysFlag.BORN_HOST_V6) != 0;
      return bytes.getLong(RecordLayout.BORN_HOST + (wide ? 16 : 4) + Integer.BYTES);
    } finally {
      view.release();
    }
  }
}
