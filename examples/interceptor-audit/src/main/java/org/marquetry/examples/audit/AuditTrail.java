/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.examples.audit;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes lines from any thread at once and writes them on a thread of its own, in their order. Where
 * too many wait, or the disk refuses them, lines are lost, counted, and a line says so.
 * Thread-safe.
 */
final class AuditTrail implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

  private static final long END_MILLIS = 3_000;

  private final AuditFile file;
  private final int capacity;
  private final InstantSource clock;
  private final Thread writer;
  private List<String> waiting = new ArrayList<>();
  private long lost;

  /** Lost lines of which the lines that are being written tell. */
  private long told;

  private boolean closed;
  private boolean failing;

  /**
   * @param capacity lines that may wait for the disk
   */
  AuditTrail(AuditFile file, int capacity, InstantSource clock) {
    this.file = file;
    this.capacity = capacity;
    this.clock = clock;
    this.writer = new Thread(this::write, "audit-writer");
    this.writer.setDaemon(true);
  }

  void start() {
    writer.start();
  }

  /** Never blocks for longer than it takes to add to a list. */
  synchronized void add(String line) {
    if (closed || waiting.size() >= capacity) {
      lost++;
    } else {
      waiting.add(line);
      notifyAll();
    }
  }

  private void write() {
    List<String> lines = next();
    while (!lines.isEmpty()) {
      try {
        file.append(lines);
        failing = false;
      } catch (IOException e) {
        failed(lines.size(), e);
      }
      lines = next();
    }
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("The audit file could not be closed", e);
    }
  }

  /** All that waits; empty when there will be no more. */
  private synchronized List<String> next() {
    try {
      while (waiting.isEmpty() && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      closed = true;
    }
    List<String> taken = waiting;
    waiting = new ArrayList<>();
    told = taken.isEmpty() ? 0 : lost;
    lost -= told;
    if (told > 0) {
      taken.add(AuditLine.lost(clock.instant(), told));
    }
    return taken;
  }

  private synchronized void failed(int lines, IOException e) {
    lost += told > 0 ? lines - 1 + told : lines;
    if (!failing) {
      failing = true;
      LOG.error("The audit file cannot be written; lines are lost until it can", e);
    }
  }

  /** Writes what waits, at most for some seconds, and ends the thread. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      writer.join(END_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (writer.isAlive()) {
      LOG.error("The audit file was not written to its end within {} ms", END_MILLIS);
      writer.interrupt();
    }
  }
}
