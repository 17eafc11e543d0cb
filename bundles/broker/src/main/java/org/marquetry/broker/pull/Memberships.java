/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import org.marquetry.remoting.Connection;

/**
 * Groups in per-member mode, whose members are served each by what they subscribe to themselves.
 * Thread-safe; never blocks.
 */
public interface Memberships {

  /** Every group is served as a whole. */
  Memberships NONE = (group, connection) -> null;

  /**
   * What a client is served as; {@code null} where the group is served as a whole, as in RocketMQ,
   * or the client has not told yet what it subscribes to.
   */
  Membership of(String group, Connection connection);

  /** Whether a group is in per-member mode. */
  default boolean perMember(String group) {
    return false;
  }

  /**
   * Whether a group is in per-member mode and the client of a connection has not said yet who it
   * is, as after it had to connect anew: what it may have cannot be known.
   */
  default boolean foreign(String group, Connection connection) {
    return false;
  }

  /** Whether a group is in per-member mode and its shares consume a topic. */
  default boolean owns(String group, String topic) {
    return false;
  }
}
