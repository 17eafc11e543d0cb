/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.deploy;

import java.util.HashMap;
import java.util.Map;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * Runs starts and stops of plugins, each on a thread of its own: one that does not end in time is
 * left alone with it, and what a plugin leaves behind in its thread goes with the thread. For one
 * thread.
 */
final class Lifecycle implements AutoCloseable {

  private final Scheduler scheduler;
  private final Clock clock;
  private final long patienceMillis;
  private final Map<Operation, Scheduler.Pool> underWay = new HashMap<>();

  /**
   * @param patienceMillis how long to wait for one of them
   */
  Lifecycle(Scheduler scheduler, Clock clock, long patienceMillis) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.patienceMillis = patienceMillis;
  }

  /** Begins and waits, but not longer than there is patience. */
  Operation run(Operation.Body body) throws InterruptedException {
    Operation operation = begin(body);
    operation.await(patienceMillis);
    tidyUp();
    return operation;
  }

  /** Begins. */
  Operation begin(Operation.Body body) {
    Operation operation = new Operation(body, clock.nanos());
    Scheduler.Pool thread = scheduler.pool("plugin-lifecycle", 1, 1);
    underWay.put(operation, thread);
    thread.execute(operation::run);
    return operation;
  }

  /** Ends the threads of what came to its end. */
  void tidyUp() {
    underWay
        .entrySet()
        .removeIf(
            entry -> {
              boolean done = entry.getKey().isDone();
              if (done) {
                entry.getValue().close();
              }
              return done;
            });
  }

  /** Interrupts what is under way. */
  @Override
  public void close() {
    underWay.keySet().forEach(Operation::interrupt);
    underWay.values().forEach(Scheduler.Pool::close);
    underWay.clear();
  }
}
