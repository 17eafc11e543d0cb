/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.marquetry.message.RecordLayout;
import org.marquetry.plugin.Lease;
import org.marquetry.store.Durability;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
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
   * @param check of what was opened; where it fails the next backend is tried
   * @param failed is told of every backend that was not able to
   * @throws StuckException if a log that did not pass the check is not let go of
   */
  OpenLog open(
      SpanEntry entry,
      HeldMemory memory,
      List<Lease<StorageBackend>> leases,
      LogCheck check,
      List<Unable> failed)
      throws IOException {
    if (leases.isEmpty()) {
      throw new IOException(
          "the storage backend '"
              + entry.backend()
              + "' is not there: deploy the bundle that provides it");
    }
    List<String> reasons = new ArrayList<>();
    OpenLog open = null;
    List<Lease<StorageBackend>> left = new ArrayList<>(leases);
    while (open == null && !left.isEmpty()) {
      Lease<StorageBackend> lease = left.remove(0);
      StorageBackend backend = lease.provider();
      String version = lease.version();
      try {
        open = checked(open(entry, memory, lease), check);
      } catch (StuckException e) {
        left.forEach(Lease::close);
        throw e;
      } catch (IOException e) {
        failed.add(new Unable(backend, version, e.getMessage()));
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
    left.forEach(Lease::close);
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

  /** Closes a log that does not pass. */
  private OpenLog checked(OpenLog open, LogCheck check) throws IOException {
    try {
      check.check(open);
      return open;
    } catch (StuckException e) {
      throw e;
    } catch (IOException e) {
      letGo(open);
      throw e;
    }
  }

  /** Closes a log before another backend opens its span. */
  private void letGo(OpenLog open) throws StuckException {
    try {
      closeLog(open);
    } catch (StuckException e) {
      BackendCalls.after(e.end(), open.lease()::close);
      throw e;
    } catch (IOException e) {
      LOG.warn("A log was not closed cleanly: {}", e.getMessage());
    }
    open.lease().close();
  }

  private OpenLog open(SpanEntry entry, HeldMemory memory, Lease<StorageBackend> lease)
      throws IOException {
    return calls.call(
        "its opening", limitMillis, () -> opener.open(entry, memory, lease), this::closeLater);
  }

  /**
   * Tells the log of a span that is written where it ends.
   *
   * @throws StuckException if it does not come back: it may still cut what others append, and is
   *     closed when it has
   */
  void cut(OpenLog open, long end) throws IOException {
    CompletableFuture<Void> cutting =
        calls.begin(
            () -> {
              open.log().truncate(end);
              return null;
            });
    try {
      BackendCalls.await("the cut of the log at " + end, cutting, limitMillis);
    } catch (StuckException e) {
      throw new StuckException(
          e.getMessage(), cutting.whenComplete((none, failure) -> closeLater(open)));
    }
  }

  /**
   * Looks whether a log holds messages of its span.
   *
   * @param first position that it must not begin behind
   * @param end position after the last message
   * @throws IOException if it does not
   */
  void lookAt(OpenLog open, long first, long end) throws IOException {
    calls.call(
        "the look at its first message",
        limitMillis,
        () -> {
          MessageLog log = open.log();
          long begin = log.firstPosition();
          if (begin > first && first < end) {
            throw new IOException(
                "what it opened begins at " + begin + " only, messages from " + first + " on miss");
          }
          if (begin < end && !recordAt(log, begin)) {
            throw new IOException(
                "what it opened has no message at " + begin + ", where the span's first one is");
          }
          return null;
        },
        none -> {});
  }

  private static boolean recordAt(MessageLog log, long position) throws IOException {
    int head = RecordLayout.MAGIC + Integer.BYTES;
    LogView view = log.read(position, head);
    if (view == null) {
      return false;
    }
    try {
      if (view.buffer().remaining() < head) {
        return false;
      }
      int magic = view.buffer().getInt(view.buffer().position() + RecordLayout.MAGIC);
      return magic == RecordLayout.MAGIC_V1
          || magic == RecordLayout.MAGIC_V2
          || magic == RecordLayout.MAGIC_FILLER;
    } finally {
      view.release();
    }
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

  /**
   * Closes a log that has been written, so that another instance may write on; its lease is kept.
   *
   * @throws StuckException if it does not come back: it may still write
   */
  void closeLog(OpenLog open) throws IOException {
    BackendCalls.await("the closing", closing(open), limitMillis);
  }

  private CompletableFuture<Void> closing(OpenLog open) {
    return calls.begin(
        () -> {
          open.log().close();
          return null;
        });
  }

  /** Closes a log and gives its backend back, whatever it does. */
  void close(OpenLog open) throws IOException {
    try {
      closeLog(open);
    } finally {
      open.lease().close();
    }
  }

  /** Closes a log that nobody writes, without waiting for it, and then gives its backend back. */
  void closeLater(OpenLog open) {
    calls.run(
        () -> {
          try {
            open.close();
          } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("A log was not closed cleanly: {}", e.toString());
          }
        });
  }

  /** What the backend of an open span says of itself. */
  static boolean lasting(OpenLog open) {
    return open.lease().provider().durability() != Durability.ACCEPTED;
  }
}
