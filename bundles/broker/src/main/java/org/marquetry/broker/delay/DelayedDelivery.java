/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.marquetry.broker.config.DelayLevels;
import org.marquetry.broker.send.MessageWriter;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.store.Durability;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.retention.LogGuard;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers delayed messages when they are due: a worker follows the queue of every delay level,
 * each in its order, and sleeps until the next message is due.
 *
 * <p>Progress is written only once what was delivered is itself on the disk, so a message may be
 * delivered twice after a crash but never gets lost.
 */
public final class DelayedDelivery implements LogGuard, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DelayedDelivery.class);
  private static final long PERSIST_MILLIS = 1_000;
  private static final long CLOSE_WAIT_MILLIS = 3_000;

  private final MessageStore store;
  private final DelayOffsets offsets;
  private final Scheduler scheduler;
  private final DueMessages due;
  private final Map<Integer, LevelQueue> levels = new TreeMap<>();
  private Map<Integer, Long> persisted;
  private Map<Integer, Long> toPersist;
  private long toPersistFrom;
  private volatile long endPosition;
  private Scheduler.Worker worker;
  private Scheduler.Task persisting;

  public DelayedDelivery(
      MessageStore store,
      MessageWriter writer,
      TopicTable topics,
      DelayLevels delays,
      DelayOffsets offsets,
      Clock clock,
      Scheduler scheduler) {
    this.store = store;
    this.offsets = offsets;
    this.scheduler = scheduler;
    this.due = new DueMessages(writer, topics);
    for (int level = 1; level <= delays.max(); level++) {
      levels.put(
          level,
          new LevelQueue(
              store,
              store.openQueue(TopicNames.SCHEDULE, level - 1),
              delays.millis(level),
              offsets.offset(level),
              clock));
    }
    persisted = delivered();
  }

  public void start() {
    worker = scheduler.worker("delayed-delivery", this::step);
    persisting =
        scheduler.every("delay-offsets", PERSIST_MILLIS, PERSIST_MILLIS, this::persistSafely);
  }

  private long step() {
    long wait = Long.MAX_VALUE;
    for (LevelQueue level : levels.values()) {
      wait = Math.min(wait, level.deliver(due));
    }
    endPosition = due.endPosition();
    return wait;
  }

  /** Queue offset by level of the first message that was not delivered. */
  private Map<Integer, Long> delivered() {
    Map<Integer, Long> delivered = new TreeMap<>();
    levels.forEach((level, queue) -> delivered.put(level, queue.offset()));
    return delivered;
  }

  /** Takes note of the progress, and writes what was noted once the log is durable up to then. */
  private synchronized void persistSafely() {
    if (toPersist == null) {
      Map<Integer, Long> now = delivered();
      if (now.equals(persisted)) {
        return;
      }
      toPersist = now;
      toPersistFrom = store.endPosition();
    }
    if (store.durablePosition() >= toPersistFrom) {
      persist(toPersist);
      toPersist = null;
    }
  }

  private void persist(Map<Integer, Long> progress) {
    try {
      offsets.persist(progress);
      persisted = progress;
    } catch (IOException e) {
      LOG.error("the progress of delayed messages is not on disk", e);
    }
  }

  @Override
  public long neededFrom() {
    return levels.values().stream().mapToLong(LevelQueue::neededFrom).min().orElse(Long.MAX_VALUE);
  }

  @Override
  public String name() {
    return "delayed messages";
  }

  /** By level: the next message to be delivered and the end of the queue. */
  public Map<Integer, String> progress() {
    Map<Integer, String> progress = new TreeMap<>();
    levels.forEach((level, queue) -> progress.put(level, queue.offset() + "," + queue.maxOffset()));
    return progress;
  }

  /** The progress as of now, in the form of its file. */
  public String json() {
    return offsets.json(delivered());
  }

  /** Stops delivering and writes the progress. To be called before the store is closed. */
  @Override
  public void close() {
    if (worker == null) {
      return;
    }
    worker.close();
    persisting.cancel();
    CountDownLatch settled = new CountDownLatch(1);
    boolean[] durable = new boolean[1];
    store.whenDurable(
        endPosition,
        Durability.ON_DISK,
        (position, failure) -> {
          durable[0] = failure == null;
          settled.countDown();
        });
    try {
      if (!settled.await(CLOSE_WAIT_MILLIS, TimeUnit.MILLISECONDS) || !durable[0]) {
        LOG.warn("what was delivered last is not on disk: it may be delivered again");
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    synchronized (this) {
      Map<Integer, Long> last = delivered();
      if (!last.equals(persisted)) {
        persist(last);
      }
    }
  }
}
