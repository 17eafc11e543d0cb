/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the next files of queues, and gives their next entries room, before they are needed.
 * Thread-safe.
 */
final class QueueFileMaker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueueFileMaker.class);

  private final Queue<LogicalQueue> wanting = new ConcurrentLinkedQueue<>();
  private final Consumer<LogicalQueue> done;
  private final Scheduler.Worker worker;

  /**
   * @param done is told of every queue that was asked for
   */
  QueueFileMaker(Consumer<LogicalQueue> done, Scheduler scheduler) {
    this.done = done;
    worker = scheduler.worker("queue-files", this::make);
  }

  /** Asks for a further file; never blocks. */
  void want(LogicalQueue queue) {
    wanting.add(queue);
    worker.wake();
  }

  private long make() {
    for (LogicalQueue queue = wanting.poll(); queue != null; queue = wanting.poll()) {
      try {
        queue.entries.prepare(1);
      } catch (IOException e) {
        // The append that needs it tries again and is refused.
        LOG.debug("More of queue {} cannot be made ready", queue, e);
      } finally {
        done.accept(queue);
      }
    }
    return -1;
  }

  @Override
  public void close() {
    worker.close();
  }
}
