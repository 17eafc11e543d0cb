/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.recovery;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.RecordLayout;

/** Says what stands at a place of the log. Reusable, not thread-safe. */
final class RecordCheck {

  private static final int SECTOR_BYTES = 512;

  /** What was found. */
  enum Kind {
    /** A whole record. */
    RECORD,
    /** The rest of the segment is not used. */
    FILLER,
    /** Nothing has been written here. */
    NOTHING,
    /** A record of consistent lengths, but not all of its bytes are those that were written. */
    DAMAGED,
    /** No record. */
    BROKEN
  }

  private final MessageRecord record = new MessageRecord();
  private final CRC32 crc = new CRC32();

  /** The record found last, if it was {@link Kind#RECORD} or {@link Kind#DAMAGED}. */
  MessageRecord record() {
    return record;
  }

  /**
   * @param bytes up to the end of the segment
   * @param position in the log of the byte at {@code at}
   */
  Kind check(ByteBuffer bytes, int at, long position) {
    if (bytes.limit() - at < RecordLayout.FILLER_HEAD) {
      return Kind.FILLER;
    }
    int size = bytes.getInt(at + RecordLayout.TOTAL_SIZE);
    int magic = bytes.getInt(at + RecordLayout.MAGIC);
    if (size == 0 && magic == 0) {
      return Kind.NOTHING;
    }
    if (magic == RecordLayout.MAGIC_FILLER) {
      return Kind.FILLER;
    }
    if (!wrap(bytes, at) || record.position() != position) {
      return Kind.BROKEN;
    }
    return bodyMatches() && !lacksText() ? Kind.RECORD : Kind.DAMAGED;
  }

  private boolean wrap(ByteBuffer bytes, int at) {
    try {
      record.wrap(bytes, at);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean bodyMatches() {
    if (record.bodyLength() == 0) {
      return true;
    }
    crc.reset();
    crc.update(record.body());
    return ((int) crc.getValue() & RecordLayout.CRC_MASK) == record.bodyCrc();
  }

  /**
   * Whether a part of topic or properties was never written. No checksum covers these, but no text
   * ends with a zero or is zero all over a sector, the least that a device writes, while a sector
   * that was not written is nothing else.
   */
  private boolean lacksText() {
    return lacksText(record.topicAt(), record.topicAt() + record.topicLength())
        || lacksText(record.propertiesAt(), record.start() + record.size());
  }

  private boolean lacksText(int start, int end) {
    ByteBuffer bytes = record.bytes();
    if (start < end && bytes.get(end - 1) == 0) {
      return true;
    }
    // Segments begin at sector boundaries of the device.
    long shift = record.position() - record.start();
    int from = start;
    while (from < end) {
      int to = (int) Math.min(end, ((shift + from) / SECTOR_BYTES + 1) * SECTOR_BYTES - shift);
      int at = from;
      while (at < to && bytes.get(at) == 0) {
        at++;
      }
      if (at == to) {
        return true;
      }
      from = to;
    }
    return false;
  }
}
