/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of a broker's message log. Published as a service while a broker runs.
 * Thread-safe.
 *
 * <pre>{@code
 * StoreAdmin.Switched switched = store.switchTo("memory", false);
 * System.out.println(switched.start() + ", producers waited " + switched.heldNanos() + " ns");
 * }</pre>
 */
@ProviderType
public interface StoreAdmin {

  /** {@return the spans that the log consists of, first to last} Never blocks. */
  List<Span> spans();

  /**
   * Seals the span that is written and goes on in a new one of another storage backend. Blocks
   * until that is done; sends wait meanwhile.
   *
   * @param backend name of a storage backend that is there
   * @param force switch even where the backend does not keep what clients have been promised
   * @return what was done
   * @throws AdminException if nothing was switched: the message says why and what to do
   */
  Switched switchTo(String backend, boolean force) throws AdminException;

  /**
   * Drops whole spans from the front of the log, with their messages, that end at or before a
   * position. Blocks for the disk.
   *
   * @param position in bytes; spans are dropped up to the one that it lies in
   * @return the log's new first position
   * @throws AdminException if the spans could not be dropped
   */
  long dropBefore(long position) throws AdminException;

  /**
   * Drops the messages now that are older than they have to be kept, which is otherwise done in the
   * hours set for it and when the disk gets full. The log is dropped by whole files, so younger
   * messages may keep older ones. Blocks for the disk.
   *
   * @return what it came to
   * @throws AdminException if they could not be dropped: the message says why
   */
  Cleaned clean() throws AdminException;

  /**
   * What cleaning came to. Positions are bytes.
   *
   * @param firstBefore first position of the log before it
   * @param first first position of the log after it
   * @param end where the log ends
   * @param heldBy who still needs messages whose time has come, and from which position on; empty
   *     for nobody
   */
  record Cleaned(long firstBefore, long first, long end, String heldBy) {}

  /**
   * One span of the log.
   *
   * @param start position of its first byte
   * @param end position after its last byte
   * @param backend name of the storage backend that keeps it
   * @param version of the bundle whose instance has it open; empty for none
   * @param directory relative to the store's directory where it lies in it
   * @param state {@code written}, {@code sealed}, {@code away} (the one that is written, while its
   *     backend is not there), {@code unreadable} (a sealed one whose backend is not there) or
   *     {@code gone} (its messages do not exist any more)
   * @param lasting whether its messages are still there after a restart
   * @param bytes that it uses up on the disk or in memory, as far as is known
   * @param detail why it cannot be read and what to do, or what else is worth knowing; may be empty
   */
  record Span(
      long start,
      long end,
      String backend,
      String version,
      String directory,
      String state,
      boolean lasting,
      long bytes,
      String detail) {}

  /**
   * A switch that has been made.
   *
   * @param from name of the backend before
   * @param to name of the backend now
   * @param sealedAt position at which the span before ends
   * @param start position at which the span now begins
   * @param heldNanos how long sends were held, in nanoseconds
   */
  record Switched(String from, String to, long sealedAt, long start, long heldNanos) {}
}
