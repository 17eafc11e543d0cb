/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

/**
 * What sends and pulls need to know of consumer groups. Thread-safe; called on I/O threads: never
 * blocks, so a group made by {@link #rules} is persisted later.
 */
public interface ConsumerGroups {

  /**
   * The group's settings, made with defaults where groups are created automatically; {@code null}
   * where there are none.
   */
  GroupRules rules(String group);

  /** Whether there is such a group; makes none. */
  boolean known(String group);

  /** Whether each member of the group is served by what it subscribes to itself. */
  default boolean perMember(String group) {
    return false;
  }

  /** Whether the group may not read the topic. */
  boolean forbidden(String group, String topic);

  /** {@code null} while no member is online. */
  ConsumerView online(String group);

  /** Whether a member holds an unexpired lock of any queue: an orderly consumer. */
  boolean locksHeld(String group);
}
