/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.retention;

/**
 * Somebody who still needs messages whatever their age: they stay even where the device runs full.
 * Called by the cleaning thread; may block for the disk.
 */
public interface LogGuard {

  /** Lowest position in the log that is needed, {@link Long#MAX_VALUE} for none. */
  long neededFrom();

  /** Who needs it, for people: {@code delayed messages}. */
  String name();
}
