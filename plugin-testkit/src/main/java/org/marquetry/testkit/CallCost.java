/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What one call cost the calling thread.
 *
 * @param time it took
 * @param allocatedBytes on the heap
 */
record CallCost(Duration time, long allocatedBytes) {

  /** Something that a plugin is asked. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  static CallCost of(Call call) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long allocated = threads.getThreadAllocatedBytes(id);
    long begun = System.nanoTime();
    call.run();
    return new CallCost(
        Duration.ofNanos(System.nanoTime() - begun),
        threads.getThreadAllocatedBytes(id) - allocated);
  }
}
