/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

/** Outcome of {@link MessageStore#pull}. */
public enum PullStatus {
  FOUND,
  /** Entries were scanned, none matched the filter. */
  NO_MATCH,
  /** The queue has never had a message. */
  QUEUE_EMPTY,
  /** The offset is before the first message. */
  OFFSET_TOO_SMALL,
  /** The offset is the next to be written. */
  OFFSET_AT_END,
  /** The offset is beyond the next to be written. */
  OFFSET_BEYOND_END,
  /** The entries are there, the messages they point to have been removed. */
  REMOVED,
  /**
   * The span that holds the messages is not there for a while: its storage backend is being
   * replaced; {@link PullBatch#failure()} says why. To be tried again when {@link
   * MessageStore#onReturn} tells so.
   */
  AWAY,
  /** The span that holds the messages cannot be read; {@link PullBatch#failure()} says why. */
  UNREADABLE
}
