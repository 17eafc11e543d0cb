/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

/** What became of an append. Only with {@link #OK} is anything stored. */
public enum AppendStatus {
  OK,
  /** The store is closing or its log has failed; {@link MessageStore#refusal()} says why. */
  NOT_WRITABLE,
  /**
   * The span that is written is not there for a while: its storage backend is being replaced. To be
   * tried again when {@link MessageStore#onReturn} tells so.
   */
  AWAY,
  /** The device is fuller than the configured ratio. */
  DISK_FULL,
  /** Body longer than the configured maximum, or the whole record longer than that plus 64 KiB. */
  MESSAGE_TOO_LARGE,
  /** Properties longer than {@link org.marquetry.message.RecordLayout#MAX_PROPERTIES}. */
  PROPERTIES_TOO_LARGE
}
