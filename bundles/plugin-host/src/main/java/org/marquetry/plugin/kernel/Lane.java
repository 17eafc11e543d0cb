/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls into one provider that run one after the other, on a thread of their own that is made with
 * the first. Thread-safe.
 */
final class Lane<T> {

  /** What became of an offered call. */
  enum Offer {
    TAKEN,
    FULL,
    /** The provider goes: the call belongs elsewhere. */
    CLOSED
  }

  private final Slot<T> slot;
  private final String threadName;
  private final ArrayDeque<Task<T, ?>> waiting = new ArrayDeque<>();
  private volatile int length;
  private Runner runner;
  private boolean busy;
  private boolean closed;

  Lane(Slot<T> slot, String threadName) {
    this.slot = slot;
    this.threadName = threadName;
  }

  Offer offer(Task<T, ?> task) {
    PluginThreads.PluginThread idle = null;
    synchronized (this) {
      if (closed) {
        return Offer.CLOSED;
      }
      if (slot.waiting() >= slot.capacity()) {
        return Offer.FULL;
      }
      waiting.addLast(task);
      length++;
      if (!busy) {
        busy = true;
        if (runner == null) {
          runner = new Runner();
        }
        idle = runner.thread;
      }
    }
    if (idle != null) {
      idle.wake();
    }
    return Offer.TAKEN;
  }

  /** Calls that wait. */
  int length() {
    return length;
  }

  /** Begins no call any more. Returns those that wait. */
  synchronized List<Task<T, ?>> close() {
    closed = true;
    List<Task<T, ?>> left = new ArrayList<>(waiting);
    waiting.clear();
    length = 0;
    return left;
  }

  /** Asks a call under way to come back. */
  synchronized void interrupt() {
    if (busy && runner != null) {
      runner.thread.interrupt();
    }
  }

  /** Ends the thread with its run under way. */
  synchronized void end() {
    if (runner != null) {
      runner.thread.end();
    }
  }

  private synchronized Task<T, ?> next() {
    Task<T, ?> task = waiting.pollFirst();
    if (task == null) {
      busy = false;
      return null;
    }
    length--;
    slot.enter();
    return task;
  }

  /** Runs what waits. */
  private final class Runner implements Runnable {

    private final LaneProducts made = new LaneProducts(slot.mostProducts());
    private final PluginThreads.PluginThread thread =
        slot.threads().thread(threadName, slot.loader(), this);

    @Override
    public void run() {
      for (Task<T, ?> task = next(); task != null; task = next()) {
        try {
          task.run(slot.provider(), made, slot.origin().name());
        } finally {
          slot.leave();
        }
      }
    }
  }
}
