/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.marquetry.plugin.kernel.PluginThreads.PluginThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls into one provider that run one after the other, on a thread of their own that is made with
 * the first. Which call is taken next, which one is under way and which thread may take one are
 * guarded by {@link #lock}; of several lanes' locks the {@link VersionSet} takes all. Thread-safe.
 */
final class Lane<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final VersionSet<T> set;
  private final Slot<T> slot;
  private final String threadName;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Task<T, ?>> waiting = new ArrayDeque<>();
  private final Latencies latencies = new Latencies();
  private volatile int length;
  private volatile LaneRunner<T> runner;
  private boolean busy;
  private int threadsMade;
  private boolean toldNone;

  Lane(VersionSet<T> set, Slot<T> slot, String threadName) {
    this.set = set;
    this.slot = slot;
    this.threadName = threadName;
  }

  Slot<T> slot() {
    return slot;
  }

  Latencies latencies() {
    return latencies;
  }

  /** Calls that wait. */
  int length() {
    return length;
  }

  /** Who takes the calls, or {@code null} before the first. */
  LaneRunner<T> runner() {
    return runner;
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /** Puts a call behind the others. Under the lock; whom to wake without it, or {@code null}. */
  PluginThread add(Task<T, ?> task) {
    waiting.addLast(task);
    return more();
  }

  /** Puts a call before the others. Under the lock; whom to wake without it, or {@code null}. */
  PluginThread addFirst(Task<T, ?> task) {
    waiting.addFirst(task);
    return more();
  }

  private PluginThread more() {
    length = waiting.size();
    if (busy) {
      return null;
    }
    if (runner == null) {
      runner = newRunner();
    }
    busy = runner != null;
    return busy ? runner.thread() : null;
  }

  /** Tries again to have a thread for calls that wait in vain. */
  void retry() {
    PluginThread idle = null;
    if (length > 0 && runner == null) {
      lock.lock();
      try {
        idle = waiting.isEmpty() ? null : more();
      } finally {
        lock.unlock();
      }
    }
    if (idle != null) {
      idle.wake();
    }
  }

  /** {@code null} where the machine gives no thread now: the watchdog tries again. */
  private LaneRunner<T> newRunner() {
    String name = threadsMade == 0 ? threadName : threadName + "-replacement-" + threadsMade;
    try {
      LaneRunner<T> made = new LaneRunner<>(this, name);
      threadsMade++;
      toldNone = false;
      return made;
    } catch (OutOfMemoryError e) {
      if (!toldNone) {
        LOG.error("Calls wait: the machine has no thread {}", name, e);
        toldNone = true;
      }
      return null;
    }
  }

  /** Takes all out that wait. Under the lock. */
  void takeAll(List<Task<T, ?>> into) {
    into.addAll(waiting);
    waiting.clear();
    length = 0;
  }

  /** Takes the next one out, or {@code null}. Under the lock. */
  Task<T, ?> take() {
    Task<T, ?> task = waiting.pollFirst();
    if (task == null) {
      busy = false;
    } else {
      length = waiting.size();
    }
    return task;
  }

  /** Lets a runner begin a call. Under the lock. */
  void begin(LaneRunner<T> who, Task<T, ?> task) {
    slot.enter();
    who.begin(task);
  }

  /**
   * Ends a runner's call and gives it the next one.
   *
   * @param done what it did until now, or {@code null}
   * @return {@code null} where there is none, or not for this runner
   */
  Task<T, ?> next(LaneRunner<T> who, Task<T, ?> done) {
    Fence<T> fence = null;
    lock.lock();
    try {
      if (runner != who) {
        return null;
      }
      if (done != null) {
        who.begin(null);
        slot.leave();
        fence = done.fence();
      }
      if (fence == null && !set.fenced()) {
        Task<T, ?> task = take();
        if (task != null) {
          begin(who, task);
        }
        return task;
      }
    } finally {
      lock.unlock();
    }
    if (fence != null) {
      set.lift(fence);
    }
    return set.takeBehindFences(this, who);
  }

  /**
   * Gives up on a call that the caller of this method has claimed: its thread is written off, and
   * what waits goes on on another.
   *
   * @return whether it is written off; not where it has come back already
   */
  boolean giveUp(LaneRunner<T> who, Task<T, ?> task) {
    PluginThread successor = null;
    Fence<T> fence;
    lock.lock();
    try {
      if (runner != who || who.task() != task) {
        return false;
      }
      // Interrupted under the lock: once it has the lock itself it is over with the plugin's code.
      who.thread().writeOff();
      slot.leave();
      fence = task.fence();
      busy = false;
      runner = null;
      successor = waiting.isEmpty() ? null : more();
    } finally {
      lock.unlock();
    }
    if (fence != null) {
      set.lift(fence);
    }
    if (successor != null) {
      successor.wake();
    }
    return true;
  }

  /** Waits until who gave up on this lane's runner has done so, and takes its interrupt away. */
  void awaitGivingUp() {
    lock.lock();
    try {
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread when its call has ended. */
  void end() {
    LaneRunner<T> last = runner;
    if (last != null) {
      last.thread().end();
    }
  }
}
