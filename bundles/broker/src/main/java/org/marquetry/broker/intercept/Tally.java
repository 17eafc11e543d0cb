/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.intercept;

import java.util.concurrent.atomic.LongAdder;

/** What became of the messages that an interceptor was to see. Thread-safe. */
final class Tally {

  /** Messages, or batches at delivery, that it saw. */
  final LongAdder seen = new LongAdder();

  /** Those that it refused, or held back. */
  final LongAdder stopped = new LongAdder();

  /** Those that went on without it. */
  final LongAdder passed = new LongAdder();

  /** Those that were stopped since it is required and did not work. */
  final LongAdder missed = new LongAdder();

  /** Messages of which it was not told what became of them. */
  final LongAdder untold = new LongAdder();

  private volatile String lastReason = "";

  void reason(String reason) {
    lastReason = reason;
  }

  /** Why one was stopped last, or why one went on without it last; empty for never. */
  String lastReason() {
    return lastReason;
  }
}
