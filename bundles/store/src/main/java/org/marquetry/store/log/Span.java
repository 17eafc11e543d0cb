/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.marquetry.plugin.Lease;
import org.marquetry.plugin.Providers;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.SpanMemory;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;

/** An open span: its log and the lease of the backend that keeps it. */
final class Span implements AutoCloseable {

  private final SpanEntry entry;
  private final MessageLog log;
  private final Lease<StorageBackend> lease;

  private Span(SpanEntry entry, MessageLog log, Lease<StorageBackend> lease) {
    this.entry = entry;
    this.log = log;
    this.lease = lease;
  }

  static Span open(
      SpanEntry entry,
      LogSettings settings,
      boolean writable,
      Providers<StorageBackend> backends,
      Disk disk,
      Clock clock,
      Scheduler scheduler)
      throws IOException {
    Path directory = settings.root().resolve(entry.directory());
    Lease<StorageBackend> lease = backends.lease(entry.backend());
    if (lease == null) {
      throw new IOException(
          "the log from position "
              + entry.start()
              + " on in "
              + directory
              + " needs the storage backend '"
              + entry.backend()
              + "', which is not there: deploy the bundle that provides it");
    }
    try {
      MessageLog log =
          lease
              .provider()
              .open(
                  new Context(
                      entry.start(),
                      -1,
                      directory,
                      settings.segmentBytes(),
                      settings.flushIntervalMillis(),
                      writable,
                      Map.of(),
                      new HeldMemory(),
                      disk,
                      clock,
                      scheduler));
      return new Span(entry, log, lease);
    } catch (IOException | RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  /** Position of the first byte the span ever had. */
  long start() {
    return entry.start();
  }

  MessageLog log() {
    return log;
  }

  @Override
  public void close() throws IOException {
    try {
      log.close();
    } finally {
      lease.close();
    }
  }

  private record Context(
      long startPosition,
      long endPosition,
      Path directory,
      long segmentBytes,
      long flushIntervalMillis,
      boolean writable,
      Map<String, String> settings,
      SpanMemory memory,
      Disk disk,
      Clock clock,
      Scheduler scheduler)
      implements SpanContext {}
}
