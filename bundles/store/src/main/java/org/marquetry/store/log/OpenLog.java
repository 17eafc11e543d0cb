/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import org.marquetry.plugin.Lease;
import org.marquetry.store.MessageLog;
import org.marquetry.store.StorageBackend;

/** A span's log and the lease of the backend that keeps it. Identity is its equality. */
final class OpenLog implements AutoCloseable {

  /** An append may fail for its own sake; so many, one after the other, do not. */
  private static final int FAILURES = 3;

  private final MessageLog log;
  private final Lease<StorageBackend> lease;
  private final String version;

  /** One after the other, up to now; changed by whoever appends. */
  private volatile int failedAppends;

  private volatile String failure;

  OpenLog(MessageLog log, Lease<StorageBackend> lease) {
    this.log = log;
    this.lease = lease;
    this.version = lease.version();
  }

  MessageLog log() {
    return log;
  }

  Lease<StorageBackend> lease() {
    return lease;
  }

  String version() {
    return version;
  }

  /** An append went well. */
  void appended() {
    if (failedAppends != 0) {
      failedAppends = 0;
      failure = null;
    }
  }

  /**
   * An append failed.
   *
   * @return whether that makes it one that fails every time
   */
  boolean appendFailed(Throwable cause) {
    int count = failedAppends + 1;
    failedAppends = count;
    if (count < FAILURES) {
      return false;
    }
    failure = count + " appends failed one after the other, the last with " + cause;
    return count == FAILURES;
  }

  /** Why it cannot be relied on to take appends, {@code null} where it can. */
  String failure() {
    return failure;
  }

  /** Closes the log and gives the backend back. */
  @Override
  public void close() throws IOException {
    try {
      log.close();
    } finally {
      lease.close();
    }
  }
}
