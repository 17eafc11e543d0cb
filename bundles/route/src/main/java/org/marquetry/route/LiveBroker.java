/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import org.marquetry.remoting.Connection;

/** A broker that is heard of: one registration over one connection. Thread-safe. */
final class LiveBroker {

  private final Registration registration;
  private final DataVersion version;
  private final Connection connection;
  private volatile long lastSeenNanos;
  private volatile boolean topicsWanted;

  LiveBroker(Registration registration, DataVersion version, Connection connection, long nowNanos) {
    this.registration = registration;
    this.version = version;
    this.connection = connection;
    this.lastSeenNanos = nowNanos;
  }

  Registration registration() {
    return registration;
  }

  DataVersion version() {
    return version;
  }

  Connection connection() {
    return connection;
  }

  void seen(long nowNanos) {
    lastSeenNanos = nowNanos;
  }

  long silentMillis(long nowNanos) {
    return Math.max(0, (nowNanos - lastSeenNanos) / 1_000_000);
  }

  boolean expired(long nowNanos) {
    return silentMillis(nowNanos) > registration.timeoutMillis();
  }

  /**
   * A topic of this broker was deleted here: its next registration is to be read in full even under
   * the known version, since the broker may have it still.
   */
  void wantTopics() {
    topicsWanted = true;
  }

  /** Whether a registration under the known version would tell nothing new. */
  boolean covers(Registration other, Connection otherConnection) {
    return !topicsWanted && connection == otherConnection && registration.equals(other);
  }
}
