/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.marquetry.plugin.Lease;
import org.marquetry.store.StorageBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every span with the best version of its backend that is able to open it, and lets those go
 * that leave. For one thread at a time.
 */
final class HandOver {

  /** Nothing to do before something comes or goes. */
  static final long IDLE = -1;

  private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
  private static final String ELSEWHERE =
      ", or go on in another storage backend with mq:store-switch";
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final long LAST_RETRY_MILLIS = 10_000;

  private final ChainEditor editor;
  private final SpanAttachment attachment;

  /** Instances that were not able to open a span: not tried again while another one does. */
  private final Map<Span, List<WeakReference<StorageBackend>>> failed = new HashMap<>();

  /** Versions that were not able to, until another one was. */
  private final Map<String, String> aside = new HashMap<>();

  private final Map<Span, Retry> retries = new HashMap<>();

  /** Calls that may still change a span that is away: before they end nobody else opens it. */
  private final Map<Span, CompletableFuture<?>> stuck = new HashMap<>();

  private record Retry(long atNanos, long delayMillis) {}

  HandOver(ChainEditor editor, SpanAttachment attachment) {
    this.editor = editor;
    this.attachment = attachment;
  }

  /** A backend has come: what did not go before may go now. */
  void arrived() {
    failed.clear();
    retries.clear();
  }

  /**
   * Does what there is to do for a span.
   *
   * @return when to look again, in milliseconds, or {@link #IDLE}
   */
  long tend(Span span) {
    if (span.entry().lost()) {
      return IDLE;
    }
    OpenLog open = span.open();
    if (open == null) {
      return bringBack(span);
    }
    if (span.entry().written() && open.failure() != null) {
      return fallBack(span, open);
    }
    if (!open.lease().superseded()) {
      failed.remove(span);
      return IDLE;
    }
    List<Lease<StorageBackend>> better = better(span, open);
    if (better.isEmpty() && !open.lease().leaving()) {
      return IDLE;
    }
    if (span.entry().written()) {
      moveTail(span, open, better, null);
    } else {
      moveSealed(span, open, better);
    }
    return span.open() == null ? later(span, null) : IDLE;
  }

  /** Another version takes over from one that opens the log, but does not append to it. */
  private long fallBack(Span span, OpenLog failing) {
    Retry retry = retries.get(span);
    if (retry != null && editor.nanos() - retry.atNanos() < 0) {
      return Math.max(1, TimeUnit.NANOSECONDS.toMillis(retry.atNanos() - editor.nanos()));
    }
    StorageBackend provider = failing.lease().provider();
    List<StorageBackend> excluded = excluded(span);
    excluded.add(provider);
    List<Lease<StorageBackend>> others = editor.leasesBut(span.entry().backend(), excluded);
    if (others.isEmpty()) {
      return IDLE;
    }
    LOG.error(
        "Version {} of the storage backend '{}' takes no messages: {}",
        failing.version(),
        span.entry().backend(),
        failing.failure());
    moveTail(span, failing, others, failing.failure());
    OpenLog now = span.open();
    if (now == null || now.lease().provider() == provider) {
      return later(span, retry);
    }
    unable(span, provider);
    retries.remove(span);
    return IDLE;
  }

  private List<StorageBackend> excluded(Span span) {
    List<StorageBackend> excluded = new ArrayList<>();
    failed.getOrDefault(span, List.of()).stream()
        .map(WeakReference::get)
        .filter(Objects::nonNull)
        .forEach(excluded::add);
    return excluded;
  }

  private void unable(Span span, StorageBackend backend) {
    failed.computeIfAbsent(span, key -> new ArrayList<>()).add(new WeakReference<>(backend));
  }

  /** What is to be used rather than the instance that has the span open. */
  private List<Lease<StorageBackend>> better(Span span, OpenLog open) {
    List<StorageBackend> excluded = excluded(span);
    StorageBackend current = open.lease().provider();
    List<Lease<StorageBackend>> better = new ArrayList<>();
    boolean worse = false;
    for (Lease<StorageBackend> lease : editor.leasesBut(span.entry().backend(), excluded)) {
      worse |= lease.provider() == current;
      if (worse) {
        lease.close();
      } else {
        better.add(lease);
      }
    }
    return better;
  }

  /**
   * @param failure why the old version is not to be used any more, {@code null} where it may be
   */
  private void moveTail(
      Span span, OpenLog old, List<Lease<StorageBackend>> better, String failure) {
    String backend = span.entry().backend();
    String reason =
        better.isEmpty()
            ? notThere(backend)
            : "the storage backend '" + backend + "' is being replaced by another version of it";
    try {
      attachment.flush(old);
    } catch (IOException e) {
      LOG.warn("Before the hand-over: {}", e.getMessage());
    }
    long began = editor.nanos();
    editor.gate().hold(reason);
    span.detach(reason, began);
    boolean closed = closeLog(span, old);
    if (stuck.containsKey(span)) {
      better.forEach(Lease::close);
      return;
    }
    aside.clear();
    if (failure != null) {
      aside.put(old.version(), failure);
    }
    OpenLog now = better.isEmpty() ? null : open(span, better);
    if (now == null && !stuck.containsKey(span) && !old.lease().leaving()) {
      LOG.warn("The log stays with version {} of the storage backend '{}'", old.version(), backend);
      now = open(span, List.of(old.lease()));
    } else {
      old.lease().close();
    }
    if (now != null && install(span, now)) {
      long nanos = editor.nanos() - began;
      LOG.info(
          "The log went over from version {} to {} of the storage backend '{}' within {} ms",
          old.version(),
          now.version(),
          backend,
          TimeUnit.NANOSECONDS.toMillis(nanos));
      if (closed) {
        editor.chain().tailFlushed();
      }
      editor.gate().release();
      tell(span, old.version(), now, nanos);
    }
  }

  private void tell(Span span, String before, OpenLog now, long nanos) {
    String backend = span.entry().backend();
    if (!now.version().equals(before)) {
      String detail = "took the log over at position " + span.endPosition();
      editor.backends().handedOver(backend, now.version(), before, detail, nanos);
    }
    aside.remove(now.version());
    aside.forEach((version, reason) -> editor.backends().putAside(backend, version, reason));
    aside.clear();
  }

  /** Whether all that was in the log is as durable as can be. */
  private boolean closeLog(Span span, OpenLog old) {
    try {
      attachment.closeLog(old);
      span.flushed();
      return true;
    } catch (StuckException e) {
      stuck(span, e);
      BackendCalls.after(e.end(), old.lease()::close);
      return false;
    } catch (IOException e) {
      LOG.error(
          "The span at {} was not closed cleanly, its last messages may not be on the disk: {}",
          span.start(),
          e.getMessage());
      return false;
    }
  }

  private OpenLog open(Span span, List<Lease<StorageBackend>> leases) {
    List<Unable> unable = new ArrayList<>();
    try {
      LogCheck check = open -> check(span, open);
      return attachment.open(span.entry(), span.memory(), leases, check, unable);
    } catch (StuckException e) {
      stuck(span, e);
      return null;
    } catch (IOException e) {
      absent(span, e.getMessage());
      return null;
    } finally {
      for (Unable each : unable) {
        unable(span, each.backend());
        aside.put(each.version(), each.reason());
      }
    }
  }

  private void check(Span span, OpenLog open) throws IOException {
    SpanEntry entry = span.entry();
    LogCheck.keepsWhatLasts(entry, open);
    if (entry.written()) {
      attachment.cut(open, span.endPosition());
      attachment.lookAt(open, span.firstPosition(), span.endPosition());
    } else {
      attachment.lookAt(open, Long.MAX_VALUE, entry.end());
    }
  }

  private void stuck(Span span, StuckException reason) {
    stuck.put(span, reason.end());
    span.stuck();
    absent(
        span,
        "the storage backend '"
            + span.entry().backend()
            + "' does not let go of the log ("
            + reason.getMessage()
            + "); it goes on when it does");
  }

  private void absent(Span span, String reason) {
    span.absent(reason);
    if (span.entry().written()) {
      editor.gate().stillHeld(span.whole() ? reason + ELSEWHERE : reason);
    }
  }

  /** Makes an open log that of its span. */
  private boolean install(Span span, OpenLog open) {
    SpanEntry entry = span.entry();
    if (entry.written()) {
      entry = ChainEditor.described(entry, open, span.endPosition());
      try {
        editor.save(editor.content().withLast(entry));
      } catch (IOException e) {
        attachment.closeLater(open);
        absent(span, "the list of spans cannot be written: " + e.getMessage());
        return false;
      }
    }
    span.attach(entry, open);
    return true;
  }

  private void moveSealed(Span span, OpenLog old, List<Lease<StorageBackend>> better) {
    OpenLog now = better.isEmpty() ? null : open(span, better);
    if (now != null) {
      span.attach(span.entry(), now);
      attachment.closeLater(old);
    } else if (old.lease().leaving()) {
      span.detach(notThere(span.entry().backend()), editor.nanos());
      attachment.closeLater(old);
      LOG.warn("The span at {} cannot be read: {}", span.start(), span.absence());
    }
  }

  private static String notThere(String backend) {
    return "the storage backend '" + backend + "' is not there: deploy the bundle that provides it";
  }

  private long bringBack(Span span) {
    Retry retry = retries.get(span);
    if (retry != null && editor.nanos() - retry.atNanos() < 0) {
      return Math.max(1, TimeUnit.NANOSECONDS.toMillis(retry.atNanos() - editor.nanos()));
    }
    CompletableFuture<?> ending = stuck.get(span);
    if (ending != null && !ending.isDone()) {
      return later(span, retry);
    }
    stuck.remove(span);
    boolean tail = span.entry().written();
    OpenLog open = open(span, editor.leases(span.entry().backend()));
    if (open != null && install(span, open)) {
      retries.remove(span);
      LOG.info(
          "The span at {} is back, with version {} of the storage backend '{}'",
          span.start(),
          open.version(),
          span.entry().backend());
      if (tail) {
        editor.chain().tailFlushed();
        editor.gate().release();
        tell(span, span.lastVersion(), open, editor.nanos() - span.absentSince());
      }
      return IDLE;
    }
    return later(span, retry);
  }

  private long later(Span span, Retry before) {
    long delay =
        before == null ? FIRST_RETRY_MILLIS : Math.min(LAST_RETRY_MILLIS, 2 * before.delayMillis());
    retries.put(span, new Retry(editor.nanos() + TimeUnit.MILLISECONDS.toNanos(delay), delay));
    return delay;
  }
}
