/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.plugin.Lease;
import org.marquetry.store.Durability;
import org.marquetry.store.StorageBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes the logs of spans, going on to an older version of a backend where a newer one
 * fails. For one thread at a time.
 */
final class SpanAttachment {

  private static final Logger LOG = LoggerFactory.getLogger(SpanAttachment.class);

  private final LogOpener opener;
  private final BackendCalls calls;
  private final long limitMillis;

  SpanAttachment(LogOpener opener, BackendCalls calls, long limitMillis) {
    this.opener = opener;
    this.calls = calls;
    this.limitMillis = limitMillis;
  }

  /**
   * Opens a span's log with the first backend that is able to.
   *
   * @param leases best first; those that are not used are given back
   * @param end where the log of a written span ends; -1 where that has to be found out
   * @param failed is told of every backend that was not able to
   */
  OpenLog open(
      SpanEntry entry,
      HeldMemory memory,
      List<Lease<StorageBackend>> leases,
      long end,
      List<StorageBackend> failed)
      throws IOException {
    if (leases.isEmpty()) {
      throw new IOException(
          "the storage backend '"
              + entry.backend()
              + "' is not there: deploy the bundle that provides it");
    }
    List<String> reasons = new ArrayList<>();
    OpenLog open = null;
    for (Lease<StorageBackend> lease : leases) {
      if (open != null) {
        lease.close();
        continue;
      }
      StorageBackend backend = lease.provider();
      String version = lease.version();
      try {
        open = open(entry, memory, lease, end);
      } catch (IOException e) {
        failed.add(backend);
        reasons.add((version.isEmpty() ? "" : "version " + version + ": ") + e.getMessage());
        LOG.warn(
            "The storage backend '{}' {} cannot open its span from position {} on in {}: {}",
            entry.backend(),
            version,
            entry.start(),
            entry.directory(),
            e.getMessage());
      }
    }
    if (open == null) {
      throw new IOException(
          "the storage backend '"
              + entry.backend()
              + "' cannot open "
              + opener.directory(entry.directory())
              + " ("
              + String.join("; ", reasons)
              + "): repair that, or deploy another version of its bundle");
    }
    return open;
  }

  private OpenLog open(SpanEntry entry, HeldMemory memory, Lease<StorageBackend> lease, long end)
      throws IOException {
    return calls.call(
        "the opening",
        limitMillis,
        () -> {
          OpenLog open = opener.open(entry, memory, lease);
          if (end >= 0) {
            try {
              open.log().truncate(end);
            } catch (IOException | RuntimeException | LinkageError e) {
              closeQuietly(open);
              throw e;
            }
          }
          return open;
        },
        this::closeQuietly);
  }

  /** Makes a log durable, so that little is left to do while clients wait. */
  void flush(OpenLog open) throws IOException {
    calls.call(
        "the flush",
        limitMillis,
        () -> {
          open.log().flush();
          return null;
        },
        none -> {});
  }

  /** Closes a log whose backend is still needed. */
  void closeLog(OpenLog open) throws IOException {
    calls.call(
        "the closing",
        limitMillis,
        () -> {
          open.log().close();
          return null;
        },
        none -> {});
  }

  /** Closes a log and gives its backend back, whatever it does. */
  void close(OpenLog open) throws IOException {
    try {
      closeLog(open);
    } finally {
      open.lease().close();
    }
  }

  void closeQuietly(OpenLog open) {
    try {
      open.close();
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.warn("A log was not closed cleanly: {}", e.toString());
    }
  }

  /** What the backend of an open span says of itself. */
  static boolean lasting(OpenLog open) {
    return open.lease().provider().durability() != Durability.ACCEPTED;
  }
}
