/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import org.marquetry.remoting.Connection;

/**
 * A client that takes part in a group. Identity is its equality: the time of its last heartbeat is
 * the only thing that changes. Thread-safe.
 */
public final class Member {

  private final String clientId;
  private final Connection connection;
  private final String language;
  private final int version;
  private volatile long lastHeartbeat;

  Member(String clientId, Connection connection, String language, int version, long now) {
    this.clientId = clientId;
    this.connection = connection;
    this.language = language;
    this.version = version;
    this.lastHeartbeat = now;
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

  /** In milliseconds since 1970. */
  public long lastHeartbeat() {
    return lastHeartbeat;
  }

  void beat(long now) {
    lastHeartbeat = now;
  }
}
