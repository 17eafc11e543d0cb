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

  /** {@code null} where consume queue entries alone decide. */
  final FilteredPull filtered;

  private final AtomicBoolean claimed = new AtomicBoolean();

  HeldPull(PullCommand command, EntryFilter filter, long deadline) {
    this(command, filter, deadline, null);
  }

  /** A pull that is judged further when it is resumed. */
  HeldPull(FilteredPull filtered) {
    this(filtered.command, filtered.grant.filter, filtered.deadline, filtered);
  }

  private HeldPull(PullCommand command, EntryFilter filter, long deadline, FilteredPull filtered) {
    this.command = command;
    this.filter = filter;
    this.deadline = deadline;
    this.filtered = filtered;
  }

  /** {@code true} for one caller. */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  boolean claimed() {
    return claimed.get();
  }
}
