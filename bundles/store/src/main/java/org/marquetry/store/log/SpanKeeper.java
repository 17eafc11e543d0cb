/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.admin.StoreAdmin;
import org.marquetry.admin.StoreAdmin.Switched;
import org.marquetry.plugin.Providers;
import org.marquetry.store.Durability;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes every change of a chain, one after the other, on a thread of its own: switches to another
 * backend, hand-overs between versions of a backend's bundle, spans that go and come back, spans
 * that are dropped. Thread-safe.
 */
public final class SpanKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SpanKeeper.class);

  /** Something may have changed about a backend that nobody tells of. */
  private static final long LOOK_MILLIS = 1_000;

  private final ChainEditor editor;
  private final SpanAttachment attachment;
  private final BackendCalls calls;
  private final HandOver handOver;
  private final SpanSwitch spanSwitch;
  private final Queue<Runnable> requests = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean switching = new AtomicBoolean();
  private volatile boolean arrived;
  private volatile boolean closed;
  private final Scheduler.Worker worker;

  SpanKeeper(
      ChainEditor editor,
      SpanAttachment attachment,
      BackendCalls calls,
      Providers<StorageBackend> backends,
      Scheduler scheduler) {
    this.editor = editor;
    this.attachment = attachment;
    this.calls = calls;
    this.handOver = new HandOver(editor, attachment);
    this.spanSwitch = new SpanSwitch(editor, attachment);
    this.worker = scheduler.worker("storage-spans", this::turn);
    backends.onArrival(name -> look(true));
    backends.onLeave(name -> look(false));
    editor.chain().onFailing(() -> look(false));
  }

  private void look(boolean arrival) {
    if (!closed) {
      arrived |= arrival;
      worker.wake();
    }
  }

  private long turn() {
    // The one that clients wait for first.
    long next = tendTail();
    for (Runnable request = requests.poll(); request != null; request = requests.poll()) {
      if (arrived) {
        // It was there before the request was made, and the request may need it.
        next = sooner(next, tendTail());
      }
      request.run();
    }
    Span[] spans = editor.chain().spans();
    for (int i = spans.length - 1; i >= 0 && !closed; i--) {
      next = sooner(next, handOver.tend(spans[i]));
    }
    reserve();
    return sooner(next, LOOK_MILLIS);
  }

  private long tendTail() {
    if (arrived) {
      arrived = false;
      handOver.arrived();
    }
    return handOver.tend(editor.chain().tail());
  }

  private static long sooner(long one, long other) {
    return one < 0 ? other : other < 0 ? one : Math.min(one, other);
  }

  /** Notes positions as given out before they are. */
  private void reserve() {
    Span tail = editor.chain().tail();
    SpanEntry entry = tail.entry();
    OpenLog open = tail.open();
    if (entry.lasting() || open == null) {
      return;
    }
    long end = tail.endPosition();
    SpanEntry described = ChainEditor.described(entry, open, end);
    if (!described.equals(entry)) {
      editor.saveIfPossible(editor.content().withLast(described));
      if (editor.content().last().equals(described)) {
        tail.entry(described);
      } else if (entry.reserved() - end < ChainEditor.RESERVE_BYTES / 8) {
        editor.gate().fail("the list of spans cannot be written", null);
      }
    }
  }

  /**
   * Seals the span that is written and goes on with another backend.
   *
   * @param promised what clients have been promised of every message
   * @param force switch even where the backend does not keep that promise
   * @return fails with an {@link IOException} that says why nothing was switched
   */
  public CompletableFuture<Switched> switchTo(String backend, Durability promised, boolean force) {
    if (!switching.compareAndSet(false, true)) {
      return CompletableFuture.failedFuture(
          new IOException("not switched: a switch is under way; mq:store-spans shows its outcome"));
    }
    return request(
        () -> {
          try {
            return spanSwitch.run(backend, promised, force);
          } finally {
            switching.set(false);
          }
        });
  }

  /**
   * Drops whole spans, and whole segments of the first one left, that end at or before a position.
   *
   * @return the log's new first position
   */
  public CompletableFuture<Long> dropBefore(long position) {
    return request(() -> drop(position));
  }

  private long drop(long position) throws IOException {
    LogChain chain = editor.chain();
    Span[] spans = chain.spans();
    int count = 0;
    while (count < spans.length - 1
        && (spans[count].entry().end() <= position || spans[count].entry().lost())) {
      count++;
    }
    if (count > 0) {
      editor.save(editor.content().withoutFirst(count));
      chain.dropFirst(count);
      for (int i = 0; i < count; i++) {
        OpenLog open = spans[i].detach("it has been dropped", editor.nanos());
        if (open != null) {
          attachment.closeLater(open);
        }
        spans[i].memory().dropAll();
        LOG.info("Dropped the span of '{}' from {}", spans[i].entry().backend(), spans[i].start());
      }
      editor.sweep();
    }
    OpenLog first = chain.spans()[0].open();
    if (first != null) {
      first.log().dropBefore(position);
    }
    return chain.firstPosition();
  }

  private <T> CompletableFuture<T> request(Request<T> request) {
    CompletableFuture<T> result = new CompletableFuture<>();
    requests.add(
        () -> {
          try {
            result.complete(request.run());
          } catch (IOException | RuntimeException | LinkageError e) {
            result.completeExceptionally(e);
          }
        });
    worker.wake();
    if (closed) {
      result.completeExceptionally(new IOException("the store is closed"));
    }
    return result;
  }

  /** Something to be done between two looks at the spans. */
  @FunctionalInterface
  private interface Request<T> {
    T run() throws IOException;
  }

  /** The spans, first to last. */
  public List<StoreAdmin.Span> spans() {
    List<StoreAdmin.Span> infos = new ArrayList<>();
    for (Span span : editor.chain().spans()) {
      infos.add(SpanFacts.of(span));
    }
    return infos;
  }

  /** Makes no further change; to be called before those stop who use the log. */
  public void stop() {
    closed = true;
    worker.close();
  }

  /**
   * Makes everything durable and gives the backends back.
   *
   * @throws IOException if something is not durable that should be
   */
  @Override
  public void close() throws IOException {
    stop();
    IOException failure = null;
    Span tail = editor.chain().tail();
    if (!tail.entry().lasting()) {
      editor.saveIfPossible(editor.content().withLast(tail.entry().reservedTo(tail.endPosition())));
    }
    for (Span span : editor.chain().spans()) {
      OpenLog open = span.detach("the store is closed", editor.nanos());
      if (open != null) {
        try {
          attachment.close(open);
        } catch (IOException e) {
          failure = e;
        }
      }
    }
    calls.close();
    if (failure != null) {
      throw failure;
    }
  }
}
