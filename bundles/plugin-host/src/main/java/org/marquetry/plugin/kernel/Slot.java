/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One provider, the calls and leases under way on it, and its threads. Thread-safe. */
final class Slot<T> {

  private static final int CLOSED = Integer.MIN_VALUE;
  private static final int LANES = 2;
  private static final int CAPACITY = 1024;
  private static final int PRODUCTS = 1024;

  private final Origin origin;
  private final T provider;
  private final ClassLoader loader;
  private final PluginThreads threads;
  private final List<Lane<T>> lanes = new ArrayList<>();
  private final CountDownLatch drained = new CountDownLatch(1);

  /** Number of leases and running calls, with the sign bit once no more begin. */
  private final AtomicInteger uses = new AtomicInteger();

  Slot(String kind, Origin origin, T provider, ClassLoader loader, PluginThreads threads) {
    this.origin = origin;
    this.provider = provider;
    this.loader = loader;
    this.threads = threads;
    for (int i = 1; i <= LANES; i++) {
      lanes.add(
          new Lane<>(this, kind + "-" + origin.name() + "-" + origin.version() + "-plugin-" + i));
    }
  }

  Origin origin() {
    return origin;
  }

  T provider() {
    return provider;
  }

  ClassLoader loader() {
    return loader;
  }

  PluginThreads threads() {
    return threads;
  }

  /** How many calls may wait. */
  int capacity() {
    return CAPACITY;
  }

  /** How many products a lane keeps. */
  int mostProducts() {
    return PRODUCTS;
  }

  int waiting() {
    int all = 0;
    for (Lane<T> lane : lanes) {
      all += lane.length();
    }
    return all;
  }

  Lane<T> lane(Object key) {
    int hash = key == null ? 0 : key.hashCode();
    return lanes.get(Math.floorMod(hash ^ (hash >>> 16), lanes.size()));
  }

  int uses() {
    return uses.get() & ~CLOSED;
  }

  boolean enter() {
    return uses.getAndUpdate(n -> n < 0 ? n : n + 1) >= 0;
  }

  void leave() {
    if (uses.decrementAndGet() == CLOSED) {
      drained.countDown();
    }
  }

  /** Begins no call any more. Returns those that wait. */
  List<Task<T, ?>> closeLanes() {
    List<Task<T, ?>> left = new ArrayList<>();
    lanes.forEach(lane -> left.addAll(lane.close()));
    return left;
  }

  /**
   * Waits until nothing is under way any more and ends the threads; what takes longer is
   * interrupted.
   *
   * @return whether all came back in time
   */
  boolean drain(long millis) {
    boolean whole = uses.getAndUpdate(n -> n | CLOSED) == 0;
    try {
      whole = whole || drained.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!whole) {
      lanes.forEach(Lane::interrupt);
    }
    lanes.forEach(Lane::end);
    return whole;
  }
}
