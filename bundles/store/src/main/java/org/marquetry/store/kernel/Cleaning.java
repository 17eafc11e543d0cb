/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import org.marquetry.store.retention.Cleaned;
import org.marquetry.store.retention.LogCleaner;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cleans the log from time to time. Thread-safe. */
final class Cleaning implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Cleaning.class);

  /** RocketMQ's cleanResourceInterval. */
  private static final long PERIOD_MILLIS = 10_000;

  private final LogCleaner cleaner;
  private final Scheduler.Worker worker;
  private String lastFailure = "";

  Cleaning(LogCleaner cleaner, Scheduler scheduler) {
    this.cleaner = cleaner;
    worker = scheduler.worker("log-cleaner", this::turn);
  }

  private long turn() {
    try {
      cleaner.pass(false);
      lastFailure = "";
    } catch (IOException e) {
      if (!lastFailure.equals(e.getMessage())) {
        LOG.error("Old messages cannot be dropped, which is tried again: {}", e.getMessage());
        lastFailure = String.valueOf(e.getMessage());
      }
    }
    return PERIOD_MILLIS;
  }

  /** See {@link MessageStore#clean}. */
  Cleaned pass(boolean now) throws IOException {
    return cleaner.pass(now);
  }

  /** Lets the pass under way end. */
  @Override
  public void close() {
    worker.close();
  }
}
