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
}
