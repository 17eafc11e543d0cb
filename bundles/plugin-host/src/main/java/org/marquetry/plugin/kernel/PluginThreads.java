/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

/** Where the threads that plugins run on come from. */
@FunctionalInterface
public interface PluginThreads {

  /**
   * Makes a thread that waits until it is woken for the first time.
   *
   * @param name for people
   * @param work what it does whenever it is woken, one run at a time; throws nothing
   */
  PluginThread thread(String name, Runnable work);

  /**
   * No threads at all: work is done on the thread that wakes it, before that call returns. For
   * tests; nothing ever overruns.
   */
  static PluginThreads calling() {
    return (name, work) -> new CallingThread(work);
  }

  /** A thread of a plugin. Thread-safe. */
  interface PluginThread {

    /** Has the work done once more, beginning after this call. Never blocks. */
    void wake();

    /** Lets a run under way end and begins none any more. Never blocks. */
    void end();

    /**
     * Gives the thread up: as {@link #end()}, but what it still does is interrupted, and done at
     * the lowest priority where it goes on.
     */
    void writeOff();

    /** Bytes that it has allocated so far; 0 where that is not known. */
    long allocatedBytes();

    /** Time that it was on a processor so far, in nanoseconds; negative where not known. */
    long processorNanos();

    /** Whether it could go on if it were given a processor. */
    boolean runnable();
  }
}
