/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.itests.soak;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The thread of a workload. */
final class Sender {

  private static final int LONGEST_PAUSE_MILLIS = 60;

  private final Workload workload;
  private final Journal journal;
  private final Random random;
  private final Thread thread;
  private volatile boolean stopped;

  Sender(Workload workload, Journal journal, long seed) {
    this.workload = workload;
    this.journal = journal;
    this.random = new Random(seed);
    this.thread = new Thread(this::run, "soak-" + workload.name());
    thread.start();
  }

  private void run() {
    try {
      while (!stopped || !workload.finish()) {
        if (!stopped) {
          workload.step();
        }
        TimeUnit.MILLISECONDS.sleep(1 + random.nextInt(LONGEST_PAUSE_MILLIS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | AssertionError e) {
      journal.fault(workload.name() + " ended: " + e);
    }
  }

  void stop() {
    stopped = true;
  }

  boolean ended() {
    return !thread.isAlive();
  }

  /** For a soak that failed. */
  void interrupt() {
    thread.interrupt();
  }

  @Override
  public String toString() {
    return workload.name();
  }
}
