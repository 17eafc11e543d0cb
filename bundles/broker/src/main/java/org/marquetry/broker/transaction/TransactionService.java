/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.marquetry.admin.TransactionAdmin;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.remoting.Processors;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.retention.LogGuard;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions of a broker: answers producers, asks those that are silent, writes the progress.
 *
 * <p>Progress is written only once the log is durable up to where it was made, so what a crash
 * takes from the log is undecided again, not lost. Thread-safe.
 */
public final class TransactionService implements LogGuard, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TransactionService.class);
  private static final long PERSIST_MILLIS = 1_000;
  private static final long CLOSE_WAIT_MILLIS = 3_000;

  /** Longest sleep, so that a changed interval is noticed. */
  private static final long LONGEST_SLEEP_MILLIS = 1_000;

  private final TransactionParts parts;
  private final Transactions transactions;
  private final ProducersOnline producers;
  private final CheckRound round;
  private TransactionState toWrite;
  private long toWriteFrom;
  private long nextRoundNanos;
  private Scheduler.Worker worker;
  private Scheduler.Task persisting;

  public TransactionService(TransactionParts parts) {
    this.parts = parts;
    MessageStore store = parts.store();
    String brokerName = parts.settings().current().identity().name();
    this.producers = new ProducersOnline(parts.producers(), store, brokerName);
    StoredHalves halves =
        new StoredHalves(store, parts.writer(), parts.topics(), parts.stats(), parts.clock());
    this.transactions = new Transactions(halves, producers, this::rules, parts.clock());
    this.round = new CheckRound(transactions, halves);
  }

  /**
   * Finds out what is undecided. To be called before requests come; blocks for the disk.
   *
   * @throws IOException if the state cannot be read; the message names the remedy
   */
  public void recover() throws IOException {
    transactions.recover(parts.file().read());
  }

  private CheckRules rules() {
    BrokerSettings.Transactions settings = parts.settings().current().transactions();
    return new CheckRules(
        settings.timeoutMillis(),
        settings.maxChecks(),
        parts.settings().current().retention().keepMillis());
  }

  private long intervalNanos() {
    return TimeUnit.MILLISECONDS.toNanos(
        parts.settings().current().transactions().checkIntervalMillis());
  }

  public void contribute(Processors.Builder builder, Executor executor, Executor administrative) {
    new EndTransactionProcessor(transactions).contribute(builder, executor, administrative);
  }

  /** What operators ask of the transactions. */
  public TransactionAdmin admin() {
    return new LocalTransactionAdmin(transactions, producers, parts.store(), parts.clock());
  }

  @Override
  public long neededFrom() {
    return transactions.neededFrom();
  }

  @Override
  public String name() {
    return "undecided transactions";
  }

  public void start() {
    Clock clock = parts.clock();
    nextRoundNanos = clock.nanos() + intervalNanos();
    worker = parts.scheduler().worker("transaction-checks", this::step);
    persisting =
        parts
            .scheduler()
            .every("transaction-state", PERSIST_MILLIS, PERSIST_MILLIS, this::persistSafely);
  }

  private long step() {
    long now = parts.clock().nanos();
    long interval = intervalNanos();
    nextRoundNanos = Math.min(nextRoundNanos, now + interval);
    if (!round.underWay()) {
      if (nextRoundNanos > now) {
        long sleep = TimeUnit.NANOSECONDS.toMillis(nextRoundNanos - now) + 1;
        return Math.min(sleep, LONGEST_SLEEP_MILLIS);
      }
      nextRoundNanos = now + interval;
      round.begin();
    }
    return round.step();
  }

  /** Takes note of the progress, and writes what was noted once the log is durable up to then. */
  private synchronized void persistSafely() {
    if (toWrite == null) {
      toWrite = transactions.changes();
      toWriteFrom = parts.store().endPosition();
    }
    if (toWrite != null && parts.store().durablePosition() >= toWriteFrom) {
      write(toWrite, false);
      toWrite = null;
    }
  }

  private void write(TransactionState state, boolean last) {
    try {
      parts.file().write(state, last);
    } catch (IOException e) {
      transactions.unsaved();
      LOG.error("the progress of transactions is not on disk", e);
    }
  }

  /**
   * Asks nobody any more and writes the progress. To be called when no more requests come, before
   * the consumer offsets are written and the store is closed.
   */
  @Override
  public void close() {
    if (worker == null) {
      return;
    }
    worker.close();
    persisting.cancel();
    transactions.unsaved();
    TransactionState last = transactions.changes();
    if (!parts.store().awaitOnDisk(parts.store().endPosition(), CLOSE_WAIT_MILLIS)) {
      LOG.warn("the log is not on disk: its end is looked through for transactions at the start");
      return;
    }
    synchronized (this) {
      write(last, true);
    }
  }
}
