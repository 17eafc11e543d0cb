/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

/** The settings of a consumer group that sends and pulls depend on. */
public interface GroupRules {

  boolean consumeEnabled();

  boolean broadcastEnabled();

  /** Deliveries after which a message goes to the dead letters. */
  int retryMaxTimes();

  int sysFlag();

  /** How many of a hundred pops of a topic with priorities look for the first of them, 0 to 100. */
  default int priorityFactor() {
    return 100;
  }
}
