/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;

/** Keeps appends away from the log while its last span changes. Thread-safe. */
public interface AppendGate {

  /**
   * Lets the append under way end and holds further ones off: they are told to come again. Blocks
   * for at most one append.
   *
   * @param reason for people
   */
  void hold(String reason);

  /** Why appends are still held off has changed. */
  void stillHeld(String reason);

  /** Lets appends in again and tells who waits for that. */
  void release();

  /**
   * Makes durable what is kept beside the log, and notes that: a recovery then needs nothing that
   * was appended before. Blocks for the disk; appends go on.
   */
  void settle() throws IOException;

  /** The log cannot be relied on any more: nothing is appended before it has been opened again. */
  void fail(String reason, Throwable cause);

  /**
   * Why nothing could be appended to a log on the disk now.
   *
   * @return {@code null} where it could
   */
  String refusal();
}
