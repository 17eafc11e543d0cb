/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What threads take, as far as this virtual machine tells. Thread-safe. */
class ThreadMeter {

  private final ThreadMXBean bean = ManagementFactory.getThreadMXBean();
  private final boolean knowsTime =
      bean.isThreadCpuTimeSupported() && bean.isThreadCpuTimeEnabled();

  /** The best meter that this virtual machine has. */
  static ThreadMeter ofMachine() {
    try {
      return HotSpotMeter.isSupported() ? new HotSpotMeter() : new ThreadMeter();
    } catch (LinkageError e) {
      // A virtual machine without the package com.sun.management.
      return new ThreadMeter();
    }
  }

  /** Bytes that a thread has allocated so far; 0 where that is not known. */
  long allocatedBytes(Thread thread) {
    return 0;
  }

  /** Time of a processor that a thread has used so far, in nanoseconds; negative if unknown. */
  final long processorNanos(Thread thread) {
    return knowsTime ? bean.getThreadCpuTime(thread.getId()) : -1;
  }

  /** Knows what is allocated. */
  private static final class HotSpotMeter extends ThreadMeter {

    private final com.sun.management.ThreadMXBean hotSpot =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    static boolean isSupported() {
      return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean
          && bean.isThreadAllocatedMemorySupported()
          && bean.isThreadAllocatedMemoryEnabled();
    }

    @Override
    long allocatedBytes(Thread thread) {
      return thread == Thread.currentThread()
          ? hotSpot.getCurrentThreadAllocatedBytes()
          : Math.max(0, hotSpot.getThreadAllocatedBytes(thread.getId()));
    }
  }
}
