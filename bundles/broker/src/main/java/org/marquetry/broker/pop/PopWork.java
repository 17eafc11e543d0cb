/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pop;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.marquetry.store.kernel.LogicalQueue;

/**
 * What the pops of a broker share: where groups stand, what is hidden, who waits. Thread-safe; may
 * block for the disk.
 */
final class PopWork {

  /** When a pop that found an obstacle looks again, in milliseconds. */
  private static final long RETRY_MILLIS = 200;

  private final PopParts parts;
  private final SteadyMillis time;
  private final PopTable table;
  private final OrderedBatches orders;
  private final PopJournal journal;
  private final PopWaits waits;
  private final Executor executor;
  private final PopStart start;

  /** Begins a pop anew, with the queues that its topic has then. */
  @FunctionalInterface
  interface PopStart {

    /**
     * @param deadline until when it may wait, on the clock for durations
     */
    void again(PopCommand command, long deadline);
  }

  PopWork(
      PopParts parts,
      PopTable table,
      OrderedBatches orders,
      PopJournal journal,
      PopWaits waits,
      Executor executor,
      PopStart start) {
    this.parts = parts;
    this.time = new SteadyMillis(parts.clock());
    this.table = table;
    this.orders = orders;
    this.journal = journal;
    this.waits = waits;
    this.executor = executor;
    this.start = start;
  }

  PopParts parts() {
    return parts;
  }

  /** For how long messages are hidden. */
  SteadyMillis time() {
    return time;
  }

  PopTable table() {
    return table;
  }

  PopWaits waits() {
    return waits;
  }

  int mostHidden() {
    return parts.settings().current().pops().hidden();
  }

  String broker() {
    return parts.settings().current().identity().name();
  }

  int reviveQueue(PopCommand command, PopKey key) {
    return command.ordered() ? Receipt.ORDERED : journal.queueOf(key);
  }

  /** Runs a step on a thread that may block. */
  void later(Runnable step) {
    try {
      executor.execute(step);
    } catch (RejectedExecutionException e) {
      step.run();
    }
  }

  /**
   * Moves a group to where an operator wants it to go on: that ends what is handed out in order.
   *
   * @throws IOException if that cannot be written down
   */
  void takeReset(PopState state) throws IOException {
    PopKey key = state.key;
    long reset = parts.resets().take(key.group(), key.topic(), key.queueId());
    if (reset < 0) {
      return;
    }
    synchronized (state) {
      if (state.ordered.none()) {
        table.moveTo(state, reset);
        return;
      }
      table.order(state, OrderedBatch.NONE, reset);
    }
    orders.persist();
  }

  /**
   * Queue offset of the first message that a group may pop. A group that is new to a queue begins
   * at its first message, or at its last one where it asks for that and the queue is no longer
   * young.
   */
  long begin(PopState state, LogicalQueue queue, PopCommand command) {
    PopKey key = state.key;
    synchronized (state) {
      long next =
          command.ordered()
              ? parts.offsets().offset(key.group(), key.topic(), key.queueId())
              : state.queue.next();
      if (next == PopQueue.UNKNOWN) {
        next = fromEnd(queue, command, key) ? queue.maxOffset() - 1 : queue.minOffset();
        table.moveTo(state, next);
      }
      return next;
    }
  }

  /** As with pulls, a group gets all of a queue that still has its first message in memory. */
  private boolean fromEnd(LogicalQueue queue, PopCommand command, PopKey key) {
    boolean young = queue.minOffset() == 0 && parts.store().hot(queue, 0);
    return command.fromEnd()
        && key.topic().equals(command.topic())
        && !young
        && queue.maxOffset() > queue.minOffset();
  }

  /** Messages before a queue offset are not for the group. */
  void passOver(PopState state, long next, boolean ordered) {
    synchronized (state) {
      if (!ordered || !state.ordered.pending()) {
        table.moveTo(state, next);
      }
    }
  }

  /** A batch is handed out in order; the group's offset moves when it is acknowledged. */
  void handOutInOrder(PopState state, PopCommand command, long popTime, long[] offsets)
      throws IOException {
    synchronized (state) {
      List<Long> batch = Arrays.stream(offsets).boxed().toList();
      table.order(
          state,
          state.ordered.next(command.attempt(), popTime, command.invisibleMillis(), batch),
          -1);
    }
  }

  /** Whether a queue has a message that could be handed out now, wanted or not. */
  boolean anything(PopSource source, PopCommand command) {
    PopKey key = source.key();
    LogicalQueue queue = parts.store().queue(key.topic(), key.queueId());
    PopState state = queue == null ? null : table.of(key);
    if (state == null) {
      return false;
    }
    synchronized (state) {
      boolean reset = parts.resets().pending(key.group(), key.topic(), key.queueId()) >= 0;
      boolean blocked = command.ordered() && state.ordered.blocks(command.attempt(), time.now());
      if (blocked && !reset) {
        return false;
      }
      return begin(state, queue, command) < queue.maxOffset();
    }
  }

  /** Messages of a queue that nobody has popped. */
  long rest(PopKey key) {
    LogicalQueue queue = parts.store().queue(key.topic(), key.queueId());
    PopState state = queue == null ? null : table.of(key);
    if (state == null) {
      return 0;
    }
    synchronized (state) {
      return queue.maxOffset() - Math.max(queue.minOffset(), state.queue.next());
    }
  }

  /** A pop is done with a queue: there may be more for those who wait. */
  void left(PopCommand command, PopKey key) {
    LogicalQueue queue = parts.store().queue(key.topic(), key.queueId());
    PopState state = table.find(key);
    if (queue == null || state == null) {
      return;
    }
    boolean more;
    synchronized (state) {
      more = state.queue.next() < queue.maxOffset() && !state.ordered.pending();
    }
    if (more) {
      waits.wake(command.group(), command.topic(), key.queueId());
    }
  }

  /** Everything was looked at: the consumer gets its answer, or waits. */
  void over(PopRun run, long deadline) {
    PopCommand command = run.command();
    PopAnswer answer = run.answer();
    long left = deadline - parts.clock().nanos();
    if (answer.messages() == 0 && left > 0 && command.reply().wanted()) {
      hold(run, deadline, left);
      return;
    }
    int queue = journal.queueOf(new PopKey(command.group(), command.topic(), command.queueId()));
    answer.send(
        command.reply(),
        run.popTime(),
        command.invisibleMillis(),
        command.ordered() ? Receipt.ORDERED : queue,
        command.ordered(),
        run.obstacle());
  }

  private void hold(PopRun run, long deadline, long left) {
    PopCommand command = run.command();
    command.reply().yieldTurn();
    PopWaits.Waiter waiter =
        new PopWaits.Waiter(command, deadline) {
          @Override
          void resume() {
            start.again(command, deadline);
          }
        };
    if (!waits.hold(waiter)) {
      start.again(command, parts.clock().nanos());
      return;
    }
    boolean missed = run.missed();
    long retry =
        run.obstacle() != null || command.ordered() ? RETRY_MILLIS : missed ? 0 : Long.MAX_VALUE;
    if (retry == 0 && waits.takeBack(waiter)) {
      later(() -> start.again(command, deadline));
    } else if (retry < TimeUnit.NANOSECONDS.toMillis(left)) {
      parts
          .scheduler()
          .after(
              "pop-again",
              retry,
              () -> {
                if (waits.takeBack(waiter)) {
                  later(() -> start.again(command, deadline));
                }
              });
    }
  }
}
