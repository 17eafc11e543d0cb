/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.util.concurrent.RejectedExecutionException;
import org.marquetry.system.Scheduler;

/**
 * Threads for requests of one kind, that say what is short when they refuse one: the message of
 * their {@link RejectedExecutionException} is meant for the client. Thread-safe.
 */
final class RequestThreads implements Scheduler.Pool {

  private final Scheduler.Pool pool;
  private final String requests;
  private final String remedy;
  private volatile boolean closed;

  /**
   * @param requests what waits, as in "sends wait for the disk"
   * @param remedy the keys that change how many may
   */
  RequestThreads(Scheduler.Pool pool, String requests, String remedy) {
    this.pool = pool;
    this.requests = requests;
    this.remedy = remedy;
  }

  @Override
  public void execute(Runnable task) {
    try {
      pool.execute(task);
    } catch (RejectedExecutionException e) {
      throw new RejectedExecutionException(
          closed
              ? "the broker is closing"
              : pool.queued() + " " + requests + ", the limit is " + capacity() + ": " + remedy,
          e);
    }
  }

  @Override
  public int queued() {
    return pool.queued();
  }

  @Override
  public int capacity() {
    return pool.capacity();
  }

  @Override
  public long headWaitMillis() {
    return pool.headWaitMillis();
  }

  @Override
  public void close() {
    closed = true;
    pool.close();
  }
}
