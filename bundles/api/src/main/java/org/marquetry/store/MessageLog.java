/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One span of the message log: records addressed by a position that only grows.
 *
 * <p>The kernel calls {@link #append} from one thread at a time; everything else may be called from
 * any thread at any time. No method but {@link #read} of cold data, {@link #truncate}, {@link
 * #dropBefore} and {@link #close} may block.
 */
@ConsumerType
public interface MessageLog extends AutoCloseable {

  /** Position of the first readable byte; grows when old segments are dropped. */
  long firstPosition();

  /** Position of the next record, unless filler is needed before it. */
  long endPosition();

  /**
   * Bound (exclusive) of what consumers may see: {@link #endPosition()} for a local log, the
   * committed position for a replicated one.
   */
  long readablePosition();

  /** Bound (exclusive) of what has reached {@link Durability#ON_DISK}. */
  long durablePosition();

  /**
   * Appends {@code length} bytes that end up contiguous. The log may put filler before them (magic
   * code {@code 0xCBD43194}, see {@code org.marquetry.message.RecordLayout}) where they do not fit
   * the current segment.
   *
   * @param length bytes, 1 to the segment size less 8
   * @return the position of the first byte
   * @throws IOException if the record is not in the log: the caller must tell its client so
   */
  long append(int length, RecordWriter writer) throws IOException;

  /** Calls {@code listener} once, when all bytes before {@code position} have the asked level. */
  void whenDurable(long position, Durability level, DurabilityListener listener);

  /**
   * Bytes from {@code position} on, at most {@code maxLength} and never beyond the end of a segment
   * or of the log.
   *
   * @return {@code null} where the position is before {@link #firstPosition()} or not before {@link
   *     #endPosition()}
   * @throws IOException if the bytes cannot be read; the message names position and file
   */
  LogView read(long position, int maxLength) throws IOException;

  /**
   * Cuts everything from {@code position} on, for good. Used by recovery, before the first append;
   * {@link #endPosition()} is then {@code position}.
   */
  void truncate(long position) throws IOException;

  /**
   * Drops whole segments that end at or before {@code position}; what is being read stays readable
   * for its reader.
   *
   * @return the new {@link #firstPosition()}
   */
  long dropBefore(long position) throws IOException;

  /** First positions of the segments, ascending; recovery scans whole segments. */
  long[] segments();

  /** Makes everything durable, then gives up files and threads. */
  @Override
  void close() throws IOException;
}
