/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import org.marquetry.plugin.kernel.PluginSettings.CircuitRule;

/** Counts failures of one provider until they are too many. A success costs a read. Thread-safe. */
final class Circuit {

  private volatile int inARow;
  private int overruns;

  /** Numbers of the calls that failed last. */
  private long[] failed = {};

  private int failures;

  void succeeded() {
    if (inARow != 0) {
      inARow = 0;
    }
  }

  /**
   * @param call number of the call among all calls into the provider
   * @return why the provider has to be put aside, or {@code null}
   */
  synchronized String failed(long call, CircuitRule rule) {
    inARow = inARow + 1;
    if (inARow >= rule.inARow()) {
      return inARow + " calls in a row failed";
    }
    int most = rule.failuresInWindow();
    if (failed.length != most) {
      failed = new long[most];
      failures = 0;
    }
    int slot = failures++ % most;
    failed[slot] = call;
    long oldest = failed[(slot + 1) % most];
    return failures >= most && call - oldest < rule.window()
        ? most + " of the last " + rule.window() + " calls failed"
        : null;
  }

  /**
   * @return whether the provider has to be put aside
   */
  synchronized boolean overran(CircuitRule rule) {
    overruns++;
    return overruns >= rule.overruns();
  }

  synchronized void reset() {
    inARow = 0;
    overruns = 0;
    failures = 0;
    failed = new long[0];
  }
}
