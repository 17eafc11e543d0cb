/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.util.List;
import org.marquetry.remoting.Connection;
import org.marquetry.system.Clock;

/**
 * A client that takes part in a group. Identity is its equality: only what its last heartbeat said,
 * and when, changes. Thread-safe.
 */
public final class Member {

  private final String clientId;
  private final Connection connection;
  private final String language;
  private final int version;
  private volatile Wishes wishes = Wishes.of(List.of());
  private volatile long lastHeartbeat;
  private volatile long lastHeartbeatNanos;

  Member(String clientId, Connection connection, String language, int version, Clock clock) {
    this.clientId = clientId;
    this.connection = connection;
    this.language = language;
    this.version = version;
    beat(clock);
  }

  public String clientId() {
    return clientId;
  }

  public Connection connection() {
    return connection;
  }

  public String language() {
    return language;
  }

  /** The client's version ordinal. */
  public int version() {
    return version;
  }

  /** What it subscribes to, as it said last. */
  public Wishes wishes() {
    return wishes;
  }

  void wishes(Wishes latest) {
    wishes = latest;
  }

  /** In milliseconds since 1970. */
  public long lastHeartbeat() {
    return lastHeartbeat;
  }

  final void beat(Clock clock) {
    lastHeartbeat = clock.millis();
    lastHeartbeatNanos = clock.nanos();
  }

  /** Whether there was no heartbeat for longer than {@code limitNanos}. */
  boolean silent(long nanos, long limitNanos) {
    return nanos - lastHeartbeatNanos > limitNanos;
  }
}
