/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.DelayLevels;
import org.marquetry.broker.topic.TopicNames;
import org.marquetry.delay.DelayEngine;
import org.marquetry.message.MessageRecord;
import org.marquetry.store.kernel.AppendListener;
import org.marquetry.store.kernel.LogicalQueue;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.retention.LogGuard;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers delayed messages when they are due. They wait in queues of the log, those of the delay
 * levels and that of the timer; each of these two lanes has an engine that says what is due.
 * Thread-safe.
 *
 * <p>Progress is written only once what was delivered is itself on the disk, and what was delivered
 * after that tells it itself: so after a crash no message is lost, and none delivered twice.
 */
public final class DelayedDelivery implements AppendListener, LogGuard, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DelayedDelivery.class);
  private static final long PERSIST_MILLIS = 1_000;
  private static final long CLOSE_WAIT_MILLIS = 3_000;

  private final MessageStore store;
  private final DelayOffsets offsets;
  private final DelayProgress progress;
  private final TimerCheck timerCheck;
  private final Scheduler scheduler;
  private final DueMessages dueLevels;
  private final DueMessages dueTimed;
  private final Map<Integer, LevelQueue> levels = new TreeMap<>();
  private final LogicalQueue timerQueue;
  private final TimerMessages timer;
  private final ReentrantLock settlingLevels = new ReentrantLock();
  private final ParkedMessages parked;
  private final WaitingList waiting;
  private final DelayLane levelLane;
  private final DelayLane timerLane;
  private volatile Reached persisted;
  private Reached toPersist;
  private long toPersistFrom;
  private Scheduler.Task persisting;

  /** How far everything was delivered at one time. */
  private record Reached(Map<Integer, Long> levels, DelayProgress.Noted rest) {

    /** Whether it tells of deliveries that the other one does not. */
    boolean news(Reached other) {
      return !levels.equals(other.levels) || !rest.timer().equals(other.rest.timer());
    }
  }

  /**
   * Reads what the log tells of deliveries before a crash. Blocks for the disk.
   *
   * @throws IOException if the file of the progress cannot be written
   */
  public DelayedDelivery(DelayParts parts) throws IOException {
    this.store = parts.store();
    this.offsets = parts.offsets();
    this.progress = parts.progress();
    this.scheduler = parts.scheduler();
    this.dueLevels = new DueMessages(store, parts.writer(), parts.topics(), parts.clock());
    this.dueTimed = new DueMessages(store, parts.writer(), parts.topics(), parts.clock());
    this.timerQueue = store.openQueue(TopicNames.TIMER, 0);
    this.timerCheck = parts.timerCheck();
    takeOver();
    openLevels(parts, origins());
    this.timer =
        new TimerMessages(
            store,
            timerQueue,
            dueTimed,
            new Cancellations(),
            progress.noted().timer(),
            () -> parts.settings().current().timers().rollWindowMillis(),
            parts.clock());
    this.parked =
        new ParkedMessages(
            store,
            parts.settings(),
            timer,
            levels,
            parts.cancelled(),
            this::levelsNeededFrom,
            settlingLevels,
            parts.clock());
    this.waiting = new WaitingList(store, timer, levels, parts.cancelled());
    this.levelLane =
        lane(
            parts,
            DelayEngine.LEVELS,
            new LevelMessages(new ArrayList<>(levels.values()), dueLevels));
    this.timerLane = lane(parts, DelayEngine.TIMER, timer);
    persisted = reached();
  }

  /**
   * Begins where the broker before has ended: this one, or one of RocketMQ's, of whose deliveries
   * the log does not tell.
   */
  private void takeOver() throws IOException {
    TimerCheck.Content check = timerCheck.read();
    boolean others = check != null && !check.equals(progress.noted().check());
    if (others || !progress.known()) {
      long end = store.endPosition();
      TimerPoint point =
          others
              ? new TimerPoint(check.readMillis(), check.queueOffset(), end)
              : new TimerPoint(0, 0, end);
      progress.persist(new DelayProgress.Noted(end, point, check));
    }
  }

  private Origins origins() {
    try {
      return Origins.read(store, progress.noted().levelsPosition());
    } catch (IOException e) {
      LOG.warn("messages of delay levels may be delivered again: {}", e.getMessage());
      return Origins.none();
    }
  }

  private void openLevels(DelayParts parts, Origins delivered) {
    DelayLevels delays = parts.settings().current().delays();
    for (int level = 1; level <= delays.max(); level++) {
      levels.put(
          level,
          new LevelQueue(
              store,
              store.openQueue(TopicNames.SCHEDULE, level - 1),
              delays.millis(level),
              offsets.offset(level),
              position -> delivered.contains(position) || parts.cancelled().contains(position),
              settlingLevels,
              parts.clock()));
    }
  }

  private static DelayLane lane(DelayParts parts, String name, LaneMessages messages) {
    BrokerSettings atStart = parts.settings().current();
    Path scratch = atStart.store().root().resolve("delay").resolve(name);
    return new DelayLane(
        name,
        messages,
        parts.engines(),
        new EngineChoice(
            parts.engines(), name, () -> parts.settings().current().timers().engine(name)),
        parts.disk(),
        scratch,
        parts.clock(),
        parts.scheduler());
  }

  public void start() {
    levelLane.start();
    timerLane.start();
    persisting =
        scheduler.every("delay-offsets", PERSIST_MILLIS, PERSIST_MILLIS, this::persistSafely);
  }

  /**
   * Shows the messages with a delivery time of their own that wait for a topic, in the order in
   * which they were stored. To be called before {@link #start}; blocks for the disk.
   */
  public void forEachTimed(String topic, Consumer<MessageRecord> visitor) {
    waiting.forEachTimed(topic, visitor);
  }

  /** Tells the lanes of messages that wait; of others nothing comes of it. */
  @Override
  public void appended(LogicalQueue queue, long queueOffset, long tagsCode) {
    if (queue == timerQueue) {
      timerLane.parked(Math.abs(tagsCode));
    } else if (queue.topic().equals(TopicNames.SCHEDULE)) {
      levelLane.parked(tagsCode);
    }
  }

  /** Has both lanes look at once, since a setting was changed. */
  void wake() {
    levelLane.wake();
    timerLane.wake();
  }

  /** Finds messages that wait, takes them back and gives them other times. */
  ParkedMessages parked() {
    return parked;
  }

  /** Lists messages that wait. */
  WaitingList waiting() {
    return waiting;
  }

  DelayLane levelLane() {
    return levelLane;
  }

  DelayLane timerLane() {
    return timerLane;
  }

  DelayLane.State timerState() {
    return timerLane.state();
  }

  TimerPoint timerPoint() {
    return timer.point();
  }

  private Map<Integer, Long> delivered() {
    Map<Integer, Long> delivered = new TreeMap<>();
    levels.forEach((level, queue) -> delivered.put(level, queue.offset()));
    return delivered;
  }

  private Reached reached() {
    // First: what is delivered from here on the log tells, whether or not it is noted as well.
    long end = store.endPosition();
    return new Reached(
        delivered(), new DelayProgress.Noted(end, timer.point(), progress.noted().check()));
  }

  /** Takes note of the progress, and writes what was noted once the log is durable up to then. */
  private synchronized void persistSafely() {
    if (toPersist == null) {
      Reached now = reached();
      if (!now.news(persisted)) {
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

  private void persist(Reached now) {
    try {
      // The offsets first: of what lies before the position, the log is not asked any more.
      if (!now.levels().equals(persisted.levels())) {
        offsets.persist(now.levels());
      }
      progress.persist(now.rest());
      persisted = now;
    } catch (IOException e) {
      LOG.error("the progress of delayed messages is not on disk", e);
    }
  }

  @Override
  public long neededFrom() {
    return Math.min(levelsNeededFrom(), timer.neededFrom());
  }

  /** Where the first message of a level lies that would be delivered after a kill. */
  private long levelsNeededFrom() {
    Map<Integer, Long> onDisk = persisted.levels();
    long first = Long.MAX_VALUE;
    for (Map.Entry<Integer, LevelQueue> level : levels.entrySet()) {
      long begin = onDisk.getOrDefault(level.getKey(), 0L);
      first = Math.min(first, level.getValue().neededFrom(begin));
    }
    return first;
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

  /** The progress of the levels as of now, in the form of its file. */
  public String json() {
    return offsets.json(delivered());
  }

  /** Stops delivering and writes the progress. To be called before the store is closed. */
  @Override
  public void close() {
    if (persisting == null) {
      return;
    }
    levelLane.close();
    timerLane.close();
    persisting.cancel();
    long delivered = Math.max(dueLevels.endPosition(), dueTimed.endPosition());
    if (!store.awaitOnDisk(delivered, CLOSE_WAIT_MILLIS)) {
      LOG.warn("what was delivered last is not on disk: it may be delivered again");
      return;
    }
    synchronized (this) {
      Reached last = reached();
      if (last.news(persisted)) {
        persist(last);
        leaveToOthers(last);
      }
    }
  }

  /** Lets a broker of RocketMQ's go on: it is to enter anew what waits into its wheel. */
  private void leaveToOthers(Reached last) {
    TimerCheck.Content before = last.rest().check();
    long readMillis = last.rest().timer().millis() / 1_000 * 1_000;
    long firstWaiting = timer.firstUnsettled();
    TimerCheck.Content now =
        before == null
            ? new TimerCheck.Content(readMillis, 0, firstWaiting)
            : new TimerCheck.Content(
                readMillis, before.logPosition(), Math.max(before.queueOffset(), firstWaiting));
    try {
      timerCheck.write(now);
      DelayProgress.Noted rest = last.rest();
      progress.persist(new DelayProgress.Noted(rest.levelsPosition(), rest.timer(), now));
    } catch (IOException e) {
      LOG.warn("a broker of RocketMQ would deliver timed messages again: {}", e.getMessage());
    }
  }
}
