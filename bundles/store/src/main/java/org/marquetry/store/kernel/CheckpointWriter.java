/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.util.Iterator;
import java.util.Set;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.queue.ConsumeQueue;
import org.marquetry.store.recovery.Checkpoint;
import org.marquetry.system.Clock;

/**
 * Makes consume queues durable in the background and notes in the checkpoint up to where that has
 * been done. Runs on one thread at a time.
 */
final class CheckpointWriter {

  /** Queues with fewer new entries wait for the next thorough turn, where there are many. */
  private static final int WORTH_FLUSHING = 400;

  private static final int MANY_QUEUES = 64;
  private static final long THOROUGH_NANOS = 10_000_000_000L;

  private final Appender appender;
  private final LogChain log;
  private final Checkpoint checkpoint;
  private final Clock clock;
  private final WriteGate gate;
  private final Set<ConsumeQueue> unflushed;
  private Appender.Progress unconfirmed;
  private long lastThorough;

  /**
   * @param unflushed queues with entries that may not be on the device yet
   */
  CheckpointWriter(
      Appender appender,
      LogChain log,
      Checkpoint checkpoint,
      Clock clock,
      WriteGate gate,
      Set<ConsumeQueue> unflushed) {
    this.unflushed = unflushed;
    this.appender = appender;
    this.log = log;
    this.checkpoint = checkpoint;
    this.clock = clock;
    this.gate = gate;
    lastThorough = clock.nanos();
  }

  /** One turn in the background. */
  synchronized void run() {
    try {
      Appender.Progress progress = appender.progress();
      unflushed.addAll(progress.written());
      boolean thorough =
          unflushed.size() <= MANY_QUEUES || clock.nanos() - lastThorough >= THOROUGH_NANOS;
      flush(thorough);
      if (thorough) {
        lastThorough = clock.nanos();
        if (unconfirmed == null) {
          unconfirmed = progress;
        }
      }
      if (unconfirmed != null && log.settledPosition() >= unconfirmed.end()) {
        note(unconfirmed);
        unconfirmed = null;
      }
    } catch (IOException e) {
      gate.fail("the consume queues cannot be made durable: " + e.getMessage(), e);
    }
  }

  /**
   * Makes every queue durable now and notes that as far as the log allows, so that a recovery needs
   * little of what was before.
   */
  synchronized void settle() throws IOException {
    Appender.Progress progress = appender.progress();
    unflushed.addAll(progress.written());
    flush(true);
    lastThorough = clock.nanos();
    unconfirmed = progress;
    if (log.settledPosition() >= progress.end()) {
      note(progress);
      unconfirmed = null;
    }
  }

  /** The last turn, after the log has been made durable. */
  synchronized void finish(Appender.Progress progress) throws IOException {
    unflushed.addAll(progress.written());
    flush(true);
    note(progress);
  }

  private void flush(boolean thorough) throws IOException {
    for (Iterator<ConsumeQueue> queues = unflushed.iterator(); queues.hasNext(); ) {
      ConsumeQueue queue = queues.next();
      if (thorough || queue.unflushed() >= WORTH_FLUSHING) {
        queue.flush();
        queues.remove();
      }
    }
  }

  private void note(Appender.Progress progress) throws IOException {
    if (progress.timestamp() != checkpoint.queueTimestamp()
        || progress.end() != checkpoint.queuePosition()) {
      checkpoint.logAndQueues(progress.timestamp(), progress.end());
    }
  }
}
