/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.marquetry.store.log.AppendGate;
import org.marquetry.store.log.LogChain;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds appends off while the span that is written changes, and tells when it is back. */
final class TailGate implements AppendGate {

  private static final Logger LOG = LoggerFactory.getLogger(TailGate.class);

  private final Appender appender;
  private final WriteGate gate;
  private final CheckpointWriter checkpoints;
  private final LogChain log;
  private final QueueTable queues;
  private final List<Runnable> onReturn = new CopyOnWriteArrayList<>();
  private final ReentrantLock waiting = new ReentrantLock();
  private final Condition back = waiting.newCondition();

  TailGate(
      Appender appender,
      WriteGate gate,
      CheckpointWriter checkpoints,
      LogChain log,
      QueueTable queues) {
    this.log = log;
    this.queues = queues;
    this.appender = appender;
    this.gate = gate;
    this.checkpoints = checkpoints;
  }

  void onReturn(Runnable told) {
    onReturn.add(told);
  }

  @Override
  public void hold(String reason) {
    appender.between(() -> gate.away(reason));
  }

  @Override
  public void stillHeld(String reason) {
    if (!reason.equals(gate.absence())) {
      LOG.warn("Messages wait for the log: {}", reason);
    }
    gate.away(reason);
  }

  @Override
  public void release() {
    appender.between(
        () -> {
          queues.guard(!log.lasting());
          gate.back();
        });
    waiting.lock();
    try {
      back.signalAll();
    } finally {
      waiting.unlock();
    }
    for (Runnable told : onReturn) {
      try {
        told.run();
      } catch (RuntimeException e) {
        LOG.error("Who waits for the log could not be told", e);
      }
    }
  }

  @Override
  public void settle() throws IOException {
    checkpoints.settle();
  }

  @Override
  public void fail(String reason, Throwable cause) {
    gate.fail(reason, cause);
  }

  @Override
  public String refusal() {
    return gate.fullDisk();
  }

  /** Blocks until the log is there. Whether it is. */
  boolean await(long millis) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(millis);
    waiting.lock();
    try {
      while (gate.absence() != null && left > 0) {
        left = back.awaitNanos(left);
      }
    } finally {
      waiting.unlock();
    }
    return gate.absence() == null;
  }
}
