/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.concurrent.atomic.LongAdder;

/** What came of the calls into one provider. Thread-safe; a successful call costs two additions. */
final class SlotFigures {

  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder overruns = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private volatile String lastFailure = "";

  void called(long allocated) {
    calls.increment();
    bytes.add(allocated);
  }

  /**
   * @param why kept as text: the failure itself would hold the plugin
   */
  void failed(String why) {
    failures.increment();
    lastFailure = why;
  }

  void overran(String why) {
    overruns.increment();
    lastFailure = why;
  }

  void refused() {
    refused.increment();
  }

  /** Calls that ended, whether or not with a result; not those that were given up on. */
  long calls() {
    return calls.sum();
  }

  long failures() {
    return failures.sum();
  }

  long overruns() {
    return overruns.sum();
  }

  /** Calls that found too many waiting. */
  long refusals() {
    return refused.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  String lastFailure() {
    return lastFailure;
  }
}
