/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.marquetry.message.MessageRecord;
import org.marquetry.store.LogView;
import org.marquetry.store.kernel.MessageStore;

/** How the broker is doing; what is not measured is left out. Thread-safe. */
final class BrokerFacts {

  /** The release whose protocol is spoken. */
  private static final String PROTOCOL_VERSION = "V5_5_0";

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
    facts.put("commitLogDiskRatio", String.format(Locale.ROOT, "%.4f", store.diskUsedRatio()));
    facts.put("earliestMessageTimeStamp", Long.toString(earliest()));
    facts.put("remainHowManyDataToFlush", notDurable());
    // Messages reach their consume queues as part of being stored.
    facts.put("dispatchBehindBytes", "0");
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

  String uptime() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(broker.clock().nanos() - bootNanos);
    return String.format(
        Locale.ROOT,
        "%d days, %d hours, %d minutes, %d seconds",
        TimeUnit.SECONDS.toDays(seconds),
        TimeUnit.SECONDS.toHours(seconds) % 24,
        TimeUnit.SECONDS.toMinutes(seconds) % 60,
        seconds % 60);
  }

  /** What a loss of power would cost. */
  String notDurable() {
    MessageStore store = broker.store();
    return Math.max(0, store.endPosition() - store.durablePosition()) + " B";
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
