/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.benchmarks.endtoend;

/**
 * One workload on one node.
 *
 * @param messages messages in the measured time
 * @param nanos the measured time
 * @param cpuNanos CPU time of the broker's process in that time
 * @param failures sends that failed, warm-up included
 */
record Measurement(
    String node,
    Workload workload,
    int round,
    long messages,
    long nanos,
    long cpuNanos,
    long failures) {

  double perSecond() {
    return messages * 1e9 / nanos;
  }

  double cpuMicrosPerMessage() {
    return messages == 0 ? 0 : cpuNanos / 1e3 / messages;
  }
}
