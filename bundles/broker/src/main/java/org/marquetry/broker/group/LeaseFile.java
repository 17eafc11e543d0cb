/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.group;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of queues beyond a restart. Without that the first client that is back after a
 * restart would be given the queues of those that are still away and consume them at the same time,
 * out of order. Leases run on while the broker is down. Thread-safe; blocks for the disk.
 */
public final class LeaseFile {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseFile.class);

  private static final long OWNER_DELAY_MILLIS = 200;

  /** Clients stop after half a lease without a renewal, so a file may be late by a few seconds. */
  private static final long RENEWAL_DELAY_MILLIS = 5_000;

  private final JsonFile file;
  private final Clock clock;
  private final Scheduler scheduler;
  private final QueueLocks locks;
  private final AtomicBoolean ownersPlanned = new AtomicBoolean();
  private final AtomicBoolean renewalsPlanned = new AtomicBoolean();

  private LeaseFile(JsonFile file, Clock clock, Scheduler scheduler) {
    this.file = file;
    this.clock = clock;
    this.scheduler = scheduler;
    this.locks =
        new QueueLocks(
            clock,
            new QueueLocks.Listener() {
              @Override
              public void ownerChanged() {
                plan(ownersPlanned, OWNER_DELAY_MILLIS);
              }

              @Override
              public void renewed() {
                plan(renewalsPlanned, RENEWAL_DELAY_MILLIS);
              }
            });
  }

  /**
   * Reads the file. Blocks for the disk. One that cannot be understood is passed over: the leases
   * in it are short.
   */
  public static LeaseFile open(JsonFile file, Clock clock, Scheduler scheduler) {
    LeaseFile leases = new LeaseFile(file, clock, scheduler);
    leases.read();
    return leases;
  }

  public QueueLocks locks() {
    return locks;
  }

  private void read() {
    JsonObject content;
    try {
      content = file.read();
    } catch (IOException e) {
      LOG.warn("leases of queues from before the start are forgotten: {}", e.getMessage());
      return;
    }
    if (content == null) {
      return;
    }
    long now = clock.millis();
    for (JsonObject each : JsonFields.objects(content, "leases")) {
      locks.restore(
          new QueueLocks.Held(
              JsonFields.textOr(each, "group", ""),
              new QueueLocks.Queue(
                  JsonFields.textOr(each, "topic", ""),
                  JsonFields.textOr(each, "brokerName", ""),
                  JsonFields.intOr(each, "queueId", 0)),
              JsonFields.textOr(each, "clientId", ""),
              JsonFields.longOr(each, "end", 0) - now));
    }
  }

  /** Writes the file where any queue has another owner than it says. Blocks for the disk. */
  public void ownersOnDisk() {
    if (ownersPlanned.get()) {
      persistPlanned(ownersPlanned);
    }
  }

  private void plan(AtomicBoolean planned, long delayMillis) {
    if (planned.compareAndSet(false, true)) {
      scheduler.after("persist leases of queues", delayMillis, () -> persistPlanned(planned));
    }
  }

  private void persistPlanned(AtomicBoolean planned) {
    planned.set(false);
    try {
      persist();
    } catch (IOException e) {
      LOG.error("leases of queues are not on disk", e);
    }
  }

  /** Writes the file. Blocks for the disk. */
  public synchronized void persist() throws IOException {
    long now = clock.millis();
    JsonText json = new JsonText().object().name("leases").array();
    for (QueueLocks.Held held : locks.held()) {
      json.object()
          .name("group")
          .value(held.group())
          .name("topic")
          .value(held.queue().topic())
          .name("brokerName")
          .value(held.queue().broker())
          .name("queueId")
          .value(held.queue().queueId())
          .name("clientId")
          .value(held.clientId())
          .name("end")
          .value(now + held.leftMillis())
          .end();
    }
    file.write(json.end().end().toString());
  }
}
