/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.util.ArrayList;
import java.util.List;
import org.marquetry.broker.admin.RequestPools;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.system.Scheduler;

/** The threads of a broker: a pool for each kind of request that may block, and one for scans. */
final class BrokerThreads implements AutoCloseable {

  private static final int SCANS = 2;
  private static final int MOST_SCANS = 1024;

  private final Scheduler scheduler;
  private final List<Scheduler.Pool> all = new ArrayList<>();
  private final RequestPools requests;
  private final Scheduler.Pool scans;

  BrokerThreads(BrokerSettings settings, Scheduler scheduler) {
    this.scheduler = scheduler;
    BrokerSettings.Sends sends = settings.sends();
    BrokerSettings.Pulls pulls = settings.pulls();
    BrokerSettings.Administration administration = settings.administration();
    this.requests =
        new RequestPools(
            forRequests(
                pool("send", sends.threads(), sends.queueCapacity()),
                "sends wait for the disk",
                "sendThreadPoolQueueCapacity, or more threads by sendMessageThreadPoolNums"),
            forRequests(
                pool("pull", pulls.threads(), pulls.queueCapacity()),
                "pulls wait for the disk",
                "pullThreadPoolQueueCapacity, or more threads by pullMessageThreadPoolNums"),
            forRequests(
                pool("pop", pulls.threads(), pulls.queueCapacity()),
                "pops and acknowledgements wait for a thread",
                "pullThreadPoolQueueCapacity, or more threads by pullMessageThreadPoolNums"),
            forRequests(
                pool("end-transaction", 1, settings.transactions().queueCapacity()),
                "ends of transactions wait for the disk",
                "endTransactionPoolQueueCapacity"),
            forRequests(
                pool("admin", administration.threads(), administration.queueCapacity()),
                "requests of clients and tools wait for a thread",
                "adminBrokerThreadPoolQueueCapacity, or more threads by"
                    + " adminBrokerThreadPoolNums"));
    this.scans = kept(pool("filter-scan", SCANS, MOST_SCANS));
  }

  RequestPools requests() {
    return requests;
  }

  /** For the reading of stored messages that operators have asked for. */
  Scheduler.Pool scans() {
    return scans;
  }

  private Scheduler.Pool pool(String name, int threads, int queueCapacity) {
    return scheduler.pool(name, threads, queueCapacity);
  }

  /** A pool that says what is short when it refuses a request. */
  private Scheduler.Pool forRequests(Scheduler.Pool pool, String requests, String keys) {
    return kept(new RequestThreads(pool, requests, "raise " + keys));
  }

  private Scheduler.Pool kept(Scheduler.Pool pool) {
    all.add(pool);
    return pool;
  }

  @Override
  public void close() {
    all.forEach(Scheduler.Pool::close);
  }
}
