/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.store.kernel.EntryFilter;

/** A pull that waits for a message; whoever claims it answers it. Thread-safe. */
final class HeldPull {

  final PullCommand command;
  final EntryFilter filter;

  /** On the clock for durations. */
  final long deadline;

  private final AtomicBoolean claimed = new AtomicBoolean();

  HeldPull(PullCommand command, EntryFilter filter, long deadline) {
    this.command = command;
    this.filter = filter;
    this.deadline = deadline;
  }

  /** {@code true} for one caller. */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  boolean claimed() {
    return claimed.get();
  }
}
