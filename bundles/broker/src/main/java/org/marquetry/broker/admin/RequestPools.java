/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.Map;
import java.util.TreeMap;
import org.marquetry.system.Scheduler;

/**
 * The threads for requests that may block, and the requests that wait for them.
 *
 * @param sends what a send needs that finds its queue not ready
 * @param pulls pulls of what is not in memory
 * @param pops pops and acknowledgements
 * @param transactions ends of transactions
 * @param administration everything else
 */
public record RequestPools(
    Scheduler.Pool sends,
    Scheduler.Pool pulls,
    Scheduler.Pool pops,
    Scheduler.Pool transactions,
    Scheduler.Pool administration) {

  /** How they do, by the names of RocketMQ's runtime information. */
  Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    put(facts, "send", sends);
    put(facts, "pull", pulls);
    put(facts, "litePull", pulls);
    put(facts, "ack", pops);
    put(facts, "query", administration);
    facts.put("EndTransactionQueueSize", Integer.toString(transactions.queued()));
    facts.put("EndTransactionThreadPoolQueueCapacity", Integer.toString(transactions.capacity()));
    return facts;
  }

  private static void put(Map<String, String> facts, String name, Scheduler.Pool pool) {
    String queue = name + "ThreadPoolQueue";
    facts.put(queue + "Size", Integer.toString(pool.queued()));
    facts.put(queue + "Capacity", Integer.toString(pool.capacity()));
    facts.put(queue + "HeadWaitTimeMills", Long.toString(pool.headWaitMillis()));
  }
}
