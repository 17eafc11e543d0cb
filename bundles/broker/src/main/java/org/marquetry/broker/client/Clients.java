/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.marquetry.remoting.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes clients from their groups when their connection ends or falls silent. Thread-safe. */
public final class Clients {

  /** How often {@link #expire()} is to be called, in milliseconds. */
  public static final long SCAN_MILLIS = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int NO_FINGERPRINT = 0;

  private final Consumers consumers;
  private final Producers producers;

  /** Fingerprints of what the clients of watched connections subscribe to. */
  private final Map<Connection, Integer> watched = new ConcurrentHashMap<>();

  public Clients(Consumers consumers, Producers producers) {
    this.consumers = consumers;
    this.producers = producers;
  }

  public Consumers consumers() {
    return consumers;
  }

  public Producers producers() {
    return producers;
  }

  /**
   * Watches the connection of a client. To be called after the client was put into its groups: one
   * that has ended meanwhile is then noticed here.
   *
   * @return whether the fingerprint is another than the last
   */
  boolean watch(Connection connection, int fingerprint) {
    Integer last = watched.put(connection, fingerprint);
    if (last == null) {
      connection.onClose(() -> ended(connection));
    }
    return fingerprint == NO_FINGERPRINT || last == null || last != fingerprint;
  }

  private void ended(Connection connection) {
    watched.remove(connection);
    consumers.disconnected(connection);
    producers.disconnected(connection);
  }

  /** Removes the clients that sent no heartbeat for 120 s and closes their connections. */
  public void expire() {
    Set<Member> expired = new LinkedHashSet<>(consumers.expire(SILENCE_NANOS));
    expired.addAll(producers.expire(SILENCE_NANOS));
    for (Member member : expired) {
      LOG.warn(
          "client {} at {} sent no heartbeat for 120 s: its connection is closed",
          member.clientId(),
          member.connection().remoteAddress());
      member.connection().close();
    }
  }
}
