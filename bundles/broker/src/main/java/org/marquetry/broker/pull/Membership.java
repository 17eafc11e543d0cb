/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

import org.marquetry.broker.filter.Condition;

/**
 * What one member of a group in per-member mode is served as: with all who subscribe to the same it
 * makes a share of the group, which has its own progress and consumes every queue. Thread-safe;
 * never blocks.
 */
public interface Membership {

  /** Name under which the share's progress and locks are kept; no group can be called so. */
  String name();

  /** What the member subscribes to; {@code null} where not to this topic. */
  Subscription subscription(String topic);

  /** Messages of a queue that are for this share. */
  Condition condition(String topic, int queueId);

  /** The share's progress, -1 where it has none. */
  long offset(String topic, int queueId);

  void commit(String topic, int queueId, long offset);

  /** Whether the share is to be sent to another offset, so that commits do not count. */
  boolean moving(String topic, int queueId);

  /**
   * Where the share has to go instead of where it wants to pull from; -1 where it may go on. Told
   * once.
   */
  long move(String topic, int queueId, long queueOffset);
}
