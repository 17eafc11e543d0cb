/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import org.marquetry.plugin.kernel.PluginThreads.PluginThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a thread of a plugin does: the calls of its lane, until it is given up on. */
final class LaneRunner<T> implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(LaneRunner.class);

  private final Lane<T> lane;
  private final Slot<T> slot;
  private final LaneProducts made;
  private final String name;
  private final PluginThread thread;
  private final Object ticket = new Object();

  /** The call under way; what the other fields say holds for it. */
  private volatile Task<T, ?> task;

  private volatile long beginNanos;
  private volatile long bytesBefore = -1;

  LaneRunner(Lane<T> lane, String name) {
    this.lane = lane;
    this.slot = lane.slot();
    this.made = new LaneProducts(slot.productsPerLane());
    this.name = name;
    this.thread = slot.threads().thread(name, this);
  }

  PluginThread thread() {
    return thread;
  }

  String name() {
    return name;
  }

  /** Stands for this runner without holding it. */
  Object ticket() {
    return ticket;
  }

  Lane<T> lane() {
    return lane;
  }

  LaneProducts made() {
    return made;
  }

  /** The call under way, or {@code null}. */
  Task<T, ?> task() {
    return task;
  }

  /** When the call under way began. */
  long beginNanos() {
    return beginNanos;
  }

  /** Bytes that the thread had allocated when the call began; negative where not known yet. */
  long bytesBefore() {
    return bytesBefore;
  }

  /** Under the lane's lock. */
  void begin(Task<T, ?> next) {
    bytesBefore = -1;
    if (next != null) {
      beginNanos = slot.nanos();
    }
    task = next;
  }

  @Override
  public void run() {
    Task<T, ?> now = lane.next(this, null);
    while (now != null) {
      try {
        carryOut(now);
      } catch (Throwable e) {
        // Memory may be so short that not even the failure could be told.
        LOG.error("{} failed beside the plugin's code", name, e);
      }
      now = lane.next(this, now);
    }
    if (lane.runner() != this) {
      slot.cameBack(this);
    }
  }

  private void carryOut(Task<T, ?> now) {
    long before = thread.allocatedBytes();
    bytesBefore = before;
    Throwable failure = runWithOwnLoader(now);
    // While it is watched: what a plugin throws is of its own code, too.
    String text = failure == null ? null : Gaps.text(failure);
    if (now.claim()) {
      // What a plugin left of an interrupt is not for the broker's code.
      Thread.interrupted();
      long bytes = thread.allocatedBytes() - before;
      slot.finished(now, lane, slot.nanos() - beginNanos, bytes, failure, text);
    } else {
      lane.awaitGivingUp();
    }
    now.ended();
  }

  /** The loader is set for the plugin's code alone: a thread that others make would inherit it. */
  private Throwable runWithOwnLoader(Task<T, ?> now) {
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    current.setContextClassLoader(slot.loader());
    try {
      return now.run(slot.provider(), made);
    } finally {
      current.setContextClassLoader(before);
    }
  }
}
