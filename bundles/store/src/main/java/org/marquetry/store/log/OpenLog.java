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

  private final MessageLog log;
  private final Lease<StorageBackend> lease;
  private final String version;

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
