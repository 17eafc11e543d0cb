/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.store.DurabilityListener;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a log durable: at intervals, and at once for those who wait; all who wait at one time share
 * one call of the device. After a failed call nothing more is promised: what the device has kept is
 * unknown then, and a second call may claim success for pages that were lost. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  /** What is made durable. */
  interface Device {

    /** Position after the last byte written. */
    long written();

    void force(long from, long to) throws IOException;
  }

  private record Waiter(long position, DurabilityListener listener) {}

  private final Device device;
  private final long intervalMillis;
  private final Scheduler.Worker worker;
  private final Object lock = new Object();
  private List<Waiter> waiters = new ArrayList<>();
  private List<Waiter> taken = new ArrayList<>();
  private boolean closed;
  private volatile long durable;
  private volatile IOException failure;

  /**
   * @param durable what is known to be durable already
   */
  GroupCommit(Device device, long durable, long intervalMillis, Scheduler scheduler) {
    this.device = device;
    this.durable = durable;
    this.intervalMillis = intervalMillis;
    worker = scheduler.worker("commitlog-flush", this::flush);
  }

  long durable() {
    return durable;
  }

  /** Tells that the log now ends at {@code position}: what is written there next is not durable. */
  void cut(long position) {
    durable = Math.min(durable, position);
  }

  /** Why nothing can be promised any more, {@code null} while all is well. */
  IOException failure() {
    return failure;
  }

  void whenDurable(long position, DurabilityListener listener) {
    if (position <= durable) {
      settle(listener, position, null);
      return;
    }
    synchronized (lock) {
      if (!closed) {
        waiters.add(new Waiter(position, listener));
        listener = null;
      }
    }
    if (listener == null) {
      worker.wake();
    } else {
      settle(listener, position, new IOException("the log is closed"));
    }
  }

  /** Ends the worker, then makes everything durable. */
  @Override
  public void close() throws IOException {
    worker.close();
    flush();
    List<Waiter> left;
    synchronized (lock) {
      closed = true;
      left = waiters;
      waiters = new ArrayList<>();
    }
    IOException reason = failure != null ? failure : new IOException("the log is closed");
    for (Waiter waiter : left) {
      boolean safe = waiter.position <= durable;
      settle(waiter.listener, waiter.position, safe ? null : reason);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Makes durable what is written now. */
  void flushNow() throws IOException {
    flush();
    if (failure != null) {
      throw failure;
    }
  }

  /** One thread at a time: the worker, and whoever cannot wait for it. */
  private synchronized long flush() {
    List<Waiter> waiting;
    synchronized (lock) {
      waiting = waiters;
      waiters = taken;
      taken = waiting;
    }
    // Read after the waiters, so that one force covers them all.
    long target = device.written();
    if (target > durable && failure == null) {
      try {
        device.force(durable, target);
        durable = target;
      } catch (IOException e) {
        failure = e;
        LOG.error("The log cannot be made durable and takes no more messages", e);
      }
    }
    for (Waiter waiter : waiting) {
      if (waiter.position <= durable) {
        settle(waiter.listener, waiter.position, null);
      } else if (failure != null) {
        settle(waiter.listener, waiter.position, failure);
      } else {
        synchronized (lock) {
          waiters.add(waiter);
        }
      }
    }
    waiting.clear();
    return intervalMillis;
  }

  private static void settle(DurabilityListener listener, long position, Throwable failure) {
    try {
      listener.settled(position, failure);
    } catch (RuntimeException e) {
      LOG.error("A listener failed on position {}", position, e);
    }
  }
}
