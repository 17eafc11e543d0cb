/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system;

import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The only source of threads for kernel code. Thread-safe. A body that throws is logged with its
 * name and, where it repeats, runs again at its next turn.
 *
 * <pre>{@code
 * Scheduler.Task task = scheduler.every("flush", 500, 500, this::flush);
 * …
 * task.cancel(); // at the latest when the component is deactivated
 * }</pre>
 */
@ProviderType
public interface Scheduler {

  /**
   * Runs {@code body} again and again on a small shared pool; runs of one task never overlap.
   *
   * @param name thread-independent name of the task, shown in logs
   * @param initialDelayMillis delay before the first run, in milliseconds, at least 0
   * @param periodMillis delay from the end of a run to the next, in milliseconds, at least 1
   * @param body must not block for long
   * @return the task, to be cancelled by its owner
   */
  Task every(String name, long initialDelayMillis, long periodMillis, Runnable body);

  /**
   * Runs {@code body} once after {@code delayMillis} milliseconds on the shared pool.
   *
   * @param name of the task, shown in logs and thread dumps
   * @param delayMillis in milliseconds, at least 0
   * @param body must not block for long
   * @return the task, to be cancelled by its owner
   */
  Task after(String name, long delayMillis, Runnable body);

  /**
   * Starts a thread of its own that repeats {@code step}; see {@link Step}.
   *
   * @param name of the thread
   * @param step what it does again and again
   * @return the worker, to be closed by its owner
   */
  Worker worker(String name, Step step);

  /**
   * {@return a pool of threads with a bounded queue}
   *
   * @param name of its threads
   * @param threads number of threads, at least 1
   * @param queueCapacity tasks that may wait, at least 1; one more is refused with {@link
   *     java.util.concurrent.RejectedExecutionException}
   */
  Pool pool(String name, int threads, int queueCapacity);

  /** A task that can be cancelled; a run under way is waited for (at most 5 s). */
  @ProviderType
  interface Task {
    /** Ends the task. Further calls do nothing. */
    void cancel();
  }

  /** One turn of a {@link Worker}. */
  @FunctionalInterface
  interface Step {

    /**
     * Does what there is to do.
     *
     * @return how long to sleep before the next turn, in milliseconds, unless woken: 0 runs again
     *     at once, a negative number sleeps until {@link Worker#wake()}
     * @throws Exception logged; the next turn comes all the same
     */
    long run() throws Exception;
  }

  /** A dedicated thread. {@link #close()} lets the current step end and waits for it. */
  @ProviderType
  interface Worker extends AutoCloseable {

    /** Makes the worker run its step now or, if it runs already, once more. Never blocks. */
    void wake();

    @Override
    void close();
  }

  /** A bounded pool. {@link #close()} runs what is queued, waits at most 5 s, then interrupts. */
  @ProviderType
  interface Pool extends Executor, AutoCloseable {

    /** {@return the tasks waiting for a thread} */
    int queued();

    /** {@return the tasks that may wait for a thread} */
    int capacity();

    /**
     * {@return how long the task has waited that is next to get a thread, in milliseconds; 0 for
     * none}
     */
    long headWaitMillis();

    @Override
    void close();
  }
}
