/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.pull;

/** A consumer group with at least one member online. Thread-safe; never blocks. */
public interface ConsumerView {

  /** What the members subscribe to, {@code null} where they do not subscribe to the topic. */
  Subscription subscription(String topic);

  boolean broadcasting();

  /** Whether its members are push consumers. */
  boolean push();
}
