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
   * @param context its context class loader, or {@code null}; no longer referred to once it ended
   * @param work what it does whenever it is woken, one run at a time; throws nothing
   */
  PluginThread thread(String name, ClassLoader context, Runnable work);

  /**
   * No threads at all: work is done on the thread that wakes it, before that call returns. For
   * tests; nothing ever overruns.
   */
  static PluginThreads calling() {
    return (name, context, work) -> new CallingThread(work);
  }

  /** A thread of a plugin. Thread-safe. */
  interface PluginThread {

    /** Has the work done once more, beginning after this call. Never blocks. */
    void wake();

    /** Asks the plugin's code to come back. */
    void interrupt();

    /** Lets a run under way end and begins none any more. Never blocks. */
    void end();

    /**
     * Gives the thread up: as {@link #end()}, and what it still does is done at lowest priority.
     */
    void writeOff();

    /** Whether it has ended or never began. */
    boolean ended();
  }
}
