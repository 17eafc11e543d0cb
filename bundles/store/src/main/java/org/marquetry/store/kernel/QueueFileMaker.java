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

/** Makes the next files of queues before they are needed. Thread-safe. */
final class QueueFileMaker implements AutoCloseable {

  private final Queue<LogicalQueue> wanting = new ConcurrentLinkedQueue<>();
  private final WriteGate gate;
  private final Consumer<LogicalQueue> done;
  private final Scheduler.Worker worker;

  /**
   * @param done is told of every queue that was asked for
   */
  QueueFileMaker(WriteGate gate, Consumer<LogicalQueue> done, Scheduler scheduler) {
    this.gate = gate;
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
        gate.refuse("a file of queue " + queue + " cannot be made: " + e.getMessage(), e);
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
