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
 * any thread at any time. No method but {@link #read} of cold data, {@link #flush}, {@link
 * #truncate}, {@link #dropBefore} and {@link #close} may block.
 *
 * <p><b>The exception to a rule:</b> plugin code otherwise never runs on a thread that serves
 * connections, but {@link #append}, {@link #whenDurable}, the position getters and {@link #read} of
 * data that was written lately do: a hand-over to another thread would cost more than the append
 * itself. A log that blocks there stops every client of the broker, and nothing can cut it off.
 *
 * <p>After {@link #close} every method but the getters of positions fails with an {@link
 * IOException}, or tells its listener so; views that were given out before stay valid.
 *
 * <pre>{@code
 * long position = log.append(5, (target, at) -> target.putInt(4711).put((byte) 1));
 * log.whenDurable(position + 5, Durability.ON_DISK, (end, failure) -> answer(failure));
 * LogView view = log.read(position, 5);
 * int number = view.buffer().getInt(0);
 * view.release();
 * }</pre>
 */
@ConsumerType
public interface MessageLog extends AutoCloseable {

  /** {@return the position of the first readable byte; grows when old segments are dropped} */
  long firstPosition();

  /** {@return the position of the next record, unless filler is needed before it} */
  long endPosition();

  /**
   * {@return the bound (exclusive) of what consumers may see: {@link #endPosition()} for a local
   * log, the committed position for a replicated one}
   */
  long readablePosition();

  /**
   * {@return the bound (exclusive) of what has reached {@link Durability#ON_DISK}; the first
   * position of the span for a log that never gets there}
   */
  long durablePosition();

  /**
   * Appends {@code length} bytes that end up contiguous. The log may put filler before them (magic
   * code {@code 0xCBD43194}, see {@code org.marquetry.message.RecordLayout}) where they do not fit
   * the current segment.
   *
   * @param length bytes, 1 to the segment size less 8
   * @param writer called once, on the calling thread, before the append returns
   * @return the position of the first byte
   * @throws IOException if the record is not in the log: the caller must tell its client so
   */
  long append(int length, RecordWriter writer) throws IOException;

  /**
   * Calls {@code listener} once, when all bytes before {@code position} have the asked level; at
   * once with a failure where they never will, be it that the log does not reach that level or that
   * it is closed.
   *
   * @param position end of what has to be durable, not beyond {@link #endPosition()}
   * @param level asked for
   * @param listener called once, on this or another thread
   */
  void whenDurable(long position, Durability level, DurabilityListener listener);

  /**
   * Makes everything that has been appended so far as durable as this log makes it; returns when
   * that is done. The kernel calls it before it goes on in another span or instance.
   *
   * @throws IOException if that is not possible; the message names the file
   */
  void flush() throws IOException;

  /**
   * Bytes from {@code position} on, at most {@code maxLength} and never beyond the end of a segment
   * or of the log.
   *
   * @param position of the first byte
   * @param maxLength in bytes, at least 1
   * @return {@code null} where the position is before {@link #firstPosition()} or not before {@link
   *     #endPosition()}
   * @throws IOException if the bytes cannot be read; the message names position and file
   */
  LogView read(long position, int maxLength) throws IOException;

  /**
   * Cuts everything from {@code position} on, for good. Used by recovery, before the first append;
   * {@link #endPosition()} is then {@code position}.
   *
   * @param position between {@link #firstPosition()} and {@link #endPosition()}
   * @throws IOException if the span is sealed, the position is not in it, or the disk fails
   */
  void truncate(long position) throws IOException;

  /**
   * Drops whole segments that end at or before {@code position}; what is being read stays readable
   * for its reader.
   *
   * @param position in bytes; the last segment always stays
   * @return the new {@link #firstPosition()}
   * @throws IOException if a segment cannot be dropped; the message names it
   */
  long dropBefore(long position) throws IOException;

  /**
   * {@return the first positions of the segments, ascending; recovery scans whole segments} A
   * record never lies in two.
   */
  long[] segments();

  /**
   * Makes everything durable that can be, tells the listeners that wait, then gives up files and
   * threads. Further calls do nothing. May block for the disk.
   *
   * @throws IOException if something is not durable that should be; the log is closed all the same
   */
  @Override
  void close() throws IOException;
}
