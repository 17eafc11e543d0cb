/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.marquetry.message.MessageRecord;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.MessageStore;
import org.marquetry.store.kernel.StoreTimes;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the broker is doing; what is not measured is left out. Thread-safe. */
final class BrokerFacts {

  /** The release whose protocol is spoken. */
  private static final String PROTOCOL_VERSION = "V5_5_0";

  private static final double GIB = 1 << 30;
  private static final Logger LOG = LoggerFactory.getLogger(BrokerFacts.class);
  private static final String NEVER_USED = "0,0";

  private final BrokerParts broker;
  private final long bootTimestamp;
  private final long bootNanos;

  BrokerFacts(BrokerParts broker) {
    this.broker = broker;
    this.bootTimestamp = broker.clock().millis();
    this.bootNanos = broker.clock().nanos();
  }

  /** By the names of RocketMQ's runtime information. */
  Map<String, String> runtimeInfo() {
    MessageStore store = broker.store();
    Map<String, String> facts = new TreeMap<>(broker.stats().totals());
    facts.put("brokerVersionDesc", PROTOCOL_VERSION);
    facts.put("brokerActive", "true");
    facts.put("bootTimestamp", Long.toString(bootTimestamp));
    facts.put("runtime", "[ " + uptime() + " ]");
    facts.put("commitLogMinOffset", Long.toString(store.firstPosition()));
    facts.put("commitLogMaxOffset", Long.toString(store.endPosition()));
    facts.put("commitLogDiskRatio", ratio(store.diskUsedRatio()));
    facts.put("earliestMessageTimeStamp", Long.toString(earliest()));
    facts.put("remainHowManyDataToFlush", notDurable() + " B");
    // Messages reach their consume queues as part of being stored.
    facts.put("dispatchBehindBytes", "0");
    facts.putAll(broker.pools().facts());
    facts.putAll(times(store.times()));
    facts.putAll(space(store));
    broker
        .delayed()
        .progress()
        .forEach(
            (level, progress) -> {
              if (!progress.equals(NEVER_USED)) {
                facts.put("scheduleMessageOffset_" + level, progress);
              }
            });
    return facts;
  }

  private static Map<String, String> times(StoreTimes times) {
    return Map.of(
        "putMessageFailedTimes", Long.toString(times.appendsRefused()),
        "putMessageEntireTimeMax", Long.toString(NANOSECONDS.toMillis(times.longestAppend())),
        "putLatency99", millis(times.append99()),
        "putLatency999", millis(times.append999()),
        "getMessageEntireTimeMax", Long.toString(NANOSECONDS.toMillis(times.longestPull())),
        "pageCacheLockTimeMills", Long.toString(NANOSECONDS.toMillis(times.appendUnderWay())));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  private Map<String, String> space(MessageStore store) {
    Map<String, String> facts = new TreeMap<>();
    try {
      Disk.Space log = store.logSpace();
      facts.put("commitLogDirCapacity", capacity(log));
      Path directory = broker.settings().current().store().logDirectory();
      facts.put("commitLogDiskRatio_" + directory, ratio(log.usedRatio()));
      facts.put("consumeQueueDiskRatio", ratio(store.queueSpace().usedRatio()));
    } catch (IOException e) {
      LOG.warn("The free space of the store is not known: {}", e.getMessage());
    }
    return facts;
  }

  private static String ratio(double used) {
    return String.format(Locale.ROOT, "%.4f", used);
  }

  private static String capacity(Disk.Space space) {
    return String.format(
        Locale.ROOT,
        "Total : %.1f GiB, Free : %.1f GiB.",
        space.total() / GIB,
        space.usable() / GIB);
  }

  long uptimeSeconds() {
    return NANOSECONDS.toSeconds(broker.clock().nanos() - bootNanos);
  }

  String uptime() {
    long seconds = uptimeSeconds();
    return String.format(
        Locale.ROOT,
        "%d days, %d hours, %d minutes, %d seconds",
        TimeUnit.SECONDS.toDays(seconds),
        TimeUnit.SECONDS.toHours(seconds) % 24,
        TimeUnit.SECONDS.toMinutes(seconds) % 60,
        seconds % 60);
  }

  /** Bytes that a loss of power would cost. */
  long notDurable() {
    MessageStore store = broker.store();
    return Math.max(0, store.endPosition() - store.durablePosition());
  }

  /** Store time of the first message in the log, -1 for none. */
  private long earliest() {
    LogView view = broker.store().record(broker.store().firstPosition());
    if (view == null) {
      return -1;
    }
    try {
      return new MessageRecord().wrap(view.buffer(), 0).storeTimestamp();
    } finally {
      view.release();
    }
  }
}
