/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.marquetry.admin.AdminException;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;

/**
 * Sends messages and receives them as a client would: shows that route, broker and store play
 * together. Thread-safe; blocks for the network.
 */
final class RoundTrip {

  private static final long ROUTE_WAIT_MILLIS = 10_000;
  private static final long ROUTE_PAUSE_MILLIS = 50;
  private static final long RECEIVE_MILLIS = 10_000;

  private final WireClient wire;
  private final Clock clock;
  private final Scheduler scheduler;

  RoundTrip(WireClient wire, Clock clock, Scheduler scheduler) {
    this.wire = wire;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /**
   * @return a line a message, for people
   * @throws AdminException if not every message came back; the text names those that did not
   */
  List<String> run(String topic, int count) throws AdminException {
    WireClient.Target target = awaitRoute(topic);
    List<String> lines = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      long begin = clock.nanos();
      WireClient.Receipt receipt =
          wire.send(
              target,
              topic,
              (number - 1) % target.writeQueues(),
              "roundtrip",
              "roundtrip-" + number,
              ("message " + number + " of " + count).getBytes(UTF_8));
      String place =
          "message "
              + number
              + "  id "
              + receipt.uniqueKey()
              + "  queue "
              + receipt.queueId()
              + "  offset "
              + receipt.queueOffset();
      if (received(target, topic, receipt)) {
        lines.add(place + "  sent and received in " + millisSince(begin) + " ms");
      } else {
        missing.add(place);
      }
    }
    if (!missing.isEmpty()) {
      throw new AdminException(
          missing.size()
              + " of "
              + count
              + " messages of topic "
              + topic
              + " were stored but did not come back: "
              + String.join(", ", missing));
    }
    return lines;
  }

  private String millisSince(long begin) {
    long micros = TimeUnit.NANOSECONDS.toMicros(clock.nanos() - begin);
    return micros / 1000 + "." + micros % 1000 / 100;
  }

  /** A topic that was just made reaches the name servers a moment later. */
  private WireClient.Target awaitRoute(String topic) throws AdminException {
    long deadline = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(ROUTE_WAIT_MILLIS);
    AdminException problem = null;
    while (clock.nanos() - deadline < 0) {
      try {
        for (WireClient.Target target : wire.route(topic)) {
          if (target.writeQueues() > 0 && target.readQueues() > 0) {
            return target;
          }
        }
        problem = null;
      } catch (AdminException e) {
        problem = e;
      }
      pause();
    }
    throw problem != null
        ? problem
        : new AdminException(
            "the name server has no route to topic "
                + topic
                + ": is the broker registered? mq:status shows it");
  }

  private void pause() throws AdminException {
    CountDownLatch over = new CountDownLatch(1);
    scheduler.after("wait for a route", ROUTE_PAUSE_MILLIS, over::countDown);
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException("interrupted while waiting for a route", e);
    }
  }

  private boolean received(WireClient.Target target, String topic, WireClient.Receipt receipt)
      throws AdminException {
    long deadline = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(RECEIVE_MILLIS);
    long offset = receipt.queueOffset();
    do {
      WireClient.Pulled pulled = wire.pull(target, topic, receipt.queueId(), offset);
      if (pulled.uniqueKeys().contains(receipt.uniqueKey())) {
        return true;
      }
      offset = pulled.nextOffset();
    } while (clock.nanos() - deadline < 0);
    return false;
  }
}
