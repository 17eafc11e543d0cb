/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.marquetry.message.MessageRecord;
import org.marquetry.plugin.Providers;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.index.IndexSettings;
import org.marquetry.store.index.KeyIndex;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.log.LogSettings;
import org.marquetry.store.log.OpenChain;
import org.marquetry.store.log.SpanKeeper;
import org.marquetry.store.queue.ConsumeQueue;
import org.marquetry.store.recovery.Checkpoint;
import org.marquetry.store.recovery.DispatchRules;
import org.marquetry.store.recovery.DroppedTopics;
import org.marquetry.store.recovery.Recovery;
import org.marquetry.store.retention.LogCleaner;
import org.marquetry.store.retention.RetentionPolicy;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of a store, put together when it is opened and taken apart when it is closed. */
final class OpenStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OpenStore.class);
  private static final long DISK_LOOK_MILLIS = 10_000;
  private static final byte[] EMPTY = {};

  private final Disk disk;
  private final Clock clock;
  private final Scheduler scheduler;
  private final Path abort;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private OpenChain chain;
  private LogChain log;
  private TailGate tailGate;
  private SpanKeeper spans;
  private QueueTable queues;
  private Checkpoint checkpoint;
  private DroppedTopics dropped;
  private Appender appender;
  private QueueFileMaker fileMaker;
  private CheckpointWriter checkpoints;
  private final WriteGate gate = new WriteGate();
  private final DiskWatch diskWatch;
  private KeyIndex index;
  private Cleaning cleaning;
  private Recovery.Result recovered;

  /** Whether the store was closed properly the last time. */
  private boolean clean;

  private boolean closed;

  private OpenStore(StoreSettings settings, Disk disk, Clock clock, Scheduler scheduler) {
    this.disk = disk;
    this.clock = clock;
    this.scheduler = scheduler;
    abort = settings.root().resolve("abort");
    diskWatch = new DiskWatch(disk, settings.logDirectory(), settings.diskFullRatio(), gate);
  }

  static OpenStore open(
      StoreSettings settings,
      Providers<StorageBackend> backends,
      Disk disk,
      Clock clock,
      Scheduler scheduler,
      ToLongFunction<MessageRecord> tagsCodes,
      Predicate<String> fansOut)
      throws StoreException {
    OpenStore store = new OpenStore(settings, disk, clock, scheduler);
    try {
      store.load(settings, backends, tagsCodes, fansOut);
      store.start(settings);
      return store;
    } catch (IOException e) {
      store.giveUp();
      throw new StoreException("The store cannot be opened: " + e.getMessage(), e);
    } catch (InternalError e) {
      // What the virtual machine makes of a bus error.
      store.giveUp();
      throw new StoreException(
          "The store cannot be opened: a mapped file below "
              + settings.root()
              + " cannot be read or written. Most likely the device is full: make room on it and"
              + " start again; nothing is lost by that",
          e);
    } catch (StoreException | RuntimeException e) {
      store.giveUp();
      throw e;
    }
  }

  private void load(
      StoreSettings settings,
      Providers<StorageBackend> backends,
      ToLongFunction<MessageRecord> tagsCodes,
      Predicate<String> fansOut)
      throws IOException, StoreException {
    Path root = settings.root();
    Path config = root.resolve("config");
    Disk.Lock lock = disk.lock(root.resolve("lock"));
    if (lock == null) {
      throw new StoreException(
          root + " is in use: another broker uses it; stop that one or choose another directory");
    }
    opened.push(lock);
    clean = disk.length(abort) < 0;
    disk.replace(abort, EMPTY);
    checkpoint = Checkpoint.open(disk, root.resolve("checkpoint"));
    opened.push(checkpoint);
    opened.push(this::closeQueues);
    chain = OpenChain.open(logSettings(settings), backends, disk, clock, scheduler);
    opened.push(chain);
    log = chain.log();
    queues =
        new QueueTable(
            disk,
            root.resolve("consumequeue"),
            settings.queueFileEntries(),
            log,
            settings.hotBytes(),
            fansOut);
    queues.load();
    dropped = DroppedTopics.open(disk, config.resolve("droppedTopics.json"), log.firstPosition());
    DispatchRules rules = new DispatchRules(tagsCodes, fansOut);
    recovered = new Recovery(log, queues, checkpoint, dropped, clock, rules).run(clean);
    queues.recovered();
    queues.guard(!log.lasting());
    appender =
        new Appender(
            log, queues, gate, clock, settings, recovered.lastTimestamp(), q -> fileMaker.want(q));
  }

  private static LogSettings logSettings(StoreSettings settings) {
    return new LogSettings(
        settings.root(),
        settings.root().resolve("config").resolve("spans.json"),
        settings.logDirectory(),
        settings.backend(),
        settings.segmentBytes(),
        settings.flushIntervalMillis(),
        settings.handOverMillis(),
        settings.backendKeys());
  }

  /** See {@link MessageStore#neededBackend}. */
  static String neededBackend(StoreSettings settings, Disk disk) throws StoreException {
    try {
      return OpenChain.neededBackend(logSettings(settings), disk);
    } catch (IOException e) {
      throw new StoreException("The store cannot be opened: " + e.getMessage(), e);
    }
  }

  private void start(StoreSettings settings) {
    if (settings.indexEnabled()) {
      IndexSettings indexSettings =
          new IndexSettings(
              disk,
              settings.root().resolve("index"),
              settings.indexSlots(),
              settings.indexEntries());
      index = new KeyIndex(indexSettings, log, checkpoint, clock, scheduler, clean);
      opened.push(index);
    }
    diskWatch.look();
    fileMaker = new QueueFileMaker(appender::fileMade, scheduler);
    opened.push(fileMaker);
    checkpoints =
        new CheckpointWriter(appender, log, checkpoint, clock, gate, recovered.unflushed());
    repeat("queue-flush", settings.flushQueueIntervalMillis(), checkpoints::run);
    repeat("disk-watch", DISK_LOOK_MILLIS, diskWatch::look);
    tailGate = new TailGate(appender, gate, checkpoints, log, queues);
    spans = chain.keep(tailGate);
  }

  /** See {@link MessageStore#keepBy}. */
  void keepBy(RetentionPolicy policy, RecordReader records, TimeSearch times) {
    LogCleaner.LogParts cleaned =
        new LogCleaner.LogParts(
            log,
            spans::dropBefore,
            queues::all,
            index,
            dropped,
            records::storeTimeAt,
            (queue, time) -> offsetByTime(times, queue, time),
            diskWatch::space);
    cleaning = new Cleaning(new LogCleaner(policy, cleaned, clock), scheduler);
  }

  private long offsetByTime(TimeSearch times, ConsumeQueue queue, long time) throws IOException {
    long first = queue.firstNotBefore(log.firstPosition());
    return times.search(queues.openQueue(queue.topic(), queue.queueId()), first, time, false);
  }

  private void repeat(String name, long periodMillis, Runnable body) {
    Scheduler.Task task = scheduler.every(name, periodMillis, periodMillis, body);
    opened.push(task::cancel);
  }

  /** {@code null} before {@link #keepBy}. */
  Cleaning cleaning() {
    return cleaning;
  }

  LogChain log() {
    return log;
  }

  QueueTable queues() {
    return queues;
  }

  /** {@code null} where keys are not indexed. */
  KeyIndex index() {
    return index;
  }

  TailGate tailGate() {
    return tailGate;
  }

  SpanKeeper spans() {
    return spans;
  }

  DroppedTopics dropped() {
    return dropped;
  }

  Appender appender() {
    return appender;
  }

  WriteGate gate() {
    return gate;
  }

  DiskWatch diskWatch() {
    return diskWatch;
  }

  /** Makes everything durable and takes the store apart. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean failed = gate.failed();
    gate.close();
    if (cleaning != null) {
      cleaning.close();
    }
    spans.stop();
    // Waits for the append under way; the next ones are refused.
    Appender.Progress progress = appender.progress();
    boolean sound = !failed;
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
        if (part == chain && sound) {
          checkpoints.finish(progress);
          disk.delete(abort);
        }
      } catch (Exception e) {
        sound = false;
        LOG.error("The store was not closed cleanly: it will be recovered at its next start", e);
      }
    }
  }

  private void closeQueues() throws IOException {
    if (queues != null) {
      for (ConsumeQueue queue : queues.all()) {
        queue.close();
      }
    }
  }

  /** Takes apart what there is after a failed start, leaving the mark of an unclean stop. */
  private void giveUp() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        LOG.warn("After the failed start: {}", e.getMessage());
      }
    }
  }
}
