/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system.machine;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * Makes daemon threads {@code name-1}, {@code name-2}, … that log what escapes their bodies. They
 * inherit nothing: who makes a pool's thread may be a plugin's, and the pool outlives the plugin.
 */
final class NamedThreads implements ThreadFactory {

  private final String name;
  private final AtomicInteger count = new AtomicInteger();

  NamedThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable body) {
    return daemon(name + "-" + count.incrementAndGet(), name, body);
  }

  /**
   * @param task named in the log line when the body throws
   */
  static Thread daemon(String threadName, String task, Runnable body) {
    Thread thread = new Thread(null, body, threadName, 0, false);
    thread.setContextClassLoader(NamedThreads.class.getClassLoader());
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler(
        (failed, cause) ->
            LoggerFactory.getLogger(ThreadScheduler.class).error("{} failed", task, cause));
    return thread;
  }
}
