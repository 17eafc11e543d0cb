/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.endtoend;

import java.util.Locale;

/** What the load JVM does; the order is the order in which they run on one node. */
enum Workload {
  SYNC("16 synchronous senders, 1 KiB"),
  ASYNC("asynchronous, 256 in flight, 1 KiB"),
  BATCH("batches of 32 x 1 KiB, 4 senders"),
  CONSUME("push consumer, backlog of the above");

  private final String description;

  Workload(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }

  static Workload named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
