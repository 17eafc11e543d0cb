/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting.netty;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.remoting.codec.HeaderOutput;
import org.marquetry.remoting.codec.HeaderReader;
import org.marquetry.remoting.codec.SymbolTable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of one event loop share: scratch objects, and the queue by which other
 * threads reach the loop. Many replies from other threads wake the loop once, and each connection
 * is flushed once for all that was written to it. For the loop's own thread where not said
 * otherwise.
 */
final class IoLoop {

  private static final Logger LOG = LoggerFactory.getLogger(IoLoop.class);

  private static final int KEPT_OUTPUTS = 16;
  private static final long LONGEST_SWEEP_MILLIS = 5_000;

  private final EventLoop eventLoop;
  private final HeaderReader headers = new HeaderReader();
  private final SymbolTable symbols = new SymbolTable();
  private final InboundRequest request = new InboundRequest();
  private final List<HeaderOutput> outputs = new ArrayList<>(KEPT_OUTPUTS);

  private final Queue<LoopTask> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile boolean ended;

  /** Written to and not flushed yet. */
  private List<ChannelConnection> unflushed = new ArrayList<>();

  private List<ChannelConnection> flushing = new ArrayList<>();
  private boolean flushScheduled;

  /** Open connections. */
  private final Map<ChannelConnection, ReadGate> connections = new HashMap<>();

  private final Runnable drain = this::drain;
  private final Runnable flush = this::flush;

  /**
   * @param idleSeconds connections without traffic for so long are closed; 0 for never
   */
  IoLoop(EventLoop eventLoop, int idleSeconds) {
    this.eventLoop = eventLoop;
    if (idleSeconds > 0) {
      long idleNanos = TimeUnit.SECONDS.toNanos(idleSeconds);
      long period = Math.min(idleSeconds * 250L, LONGEST_SWEEP_MILLIS);
      var unused =
          eventLoop.scheduleWithFixedDelay(
              () -> closeIdle(idleNanos), period, period, TimeUnit.MILLISECONDS);
    }
  }

  HeaderReader headers() {
    return headers;
  }

  SymbolTable symbols() {
    return symbols;
  }

  /** The one request object for all requests that are processed on this loop. */
  InboundRequest request() {
    return request;
  }

  long nanoTime() {
    return eventLoop.ticker().nanoTime();
  }

  /** On any thread: an output of this loop's stock, or a new one. */
  HeaderOutput takeOutput() {
    if (!eventLoop.inEventLoop() || outputs.isEmpty()) {
      return new HeaderOutput();
    }
    return outputs.remove(outputs.size() - 1);
  }

  void giveBack(HeaderOutput output) {
    if (outputs.size() < KEPT_OUTPUTS && output.worthKeeping()) {
      outputs.add(output);
    }
  }

  /** On any thread: does the task soon, at once on the loop's own thread. */
  void submit(LoopTask task) {
    if (eventLoop.inEventLoop()) {
      task.run();
      return;
    }
    tasks.add(task);
    if (!ended && scheduled.compareAndSet(false, true)) {
      try {
        eventLoop.execute(drain);
      } catch (RejectedExecutionException e) {
        ended = true;
      }
    }
    if (ended) {
      abortAll();
    }
  }

  /** On any thread: does nothing if the loop has ended. */
  void execute(Runnable action) {
    try {
      eventLoop.execute(action);
    } catch (RejectedExecutionException e) {
      ended = true;
      abortAll();
    }
  }

  Future<?> schedule(Runnable action, long delayMillis) {
    return eventLoop.schedule(action, delayMillis, TimeUnit.MILLISECONDS);
  }

  private void drain() {
    scheduled.set(false);
    boolean flushLater = flushScheduled;
    flushScheduled = true;
    LoopTask task = tasks.poll();
    while (task != null) {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.warn("a task of an I/O thread failed", e);
      }
      task = tasks.poll();
    }
    flushScheduled = flushLater;
    flush();
  }

  private void abortAll() {
    LoopTask task = tasks.poll();
    while (task != null) {
      task.abort();
      task = tasks.poll();
    }
  }

  /** Flushes the connection at the end of this round of the loop. */
  void flushSoon(ChannelConnection connection) {
    unflushed.add(connection);
    if (!flushScheduled) {
      flushScheduled = true;
      eventLoop.execute(flush);
    }
  }

  private void flush() {
    flushScheduled = false;
    List<ChannelConnection> now = unflushed;
    unflushed = flushing;
    flushing = now;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).flushIfWritten();
    }
    now.clear();
  }

  void add(ChannelConnection connection, ReadGate gate) {
    connections.put(connection, gate);
  }

  void remove(ChannelConnection connection) {
    connections.remove(connection);
  }

  /** On any thread: looks again which connections may be read from. */
  void updateGates() {
    execute(() -> connections.values().forEach(ReadGate::update));
  }

  private void closeIdle(long idleNanos) {
    long now = nanoTime();
    // A copy, as closing one may take it out.
    for (ChannelConnection connection : List.copyOf(connections.keySet())) {
      connection.closeIfIdle(now, idleNanos);
    }
  }
}
