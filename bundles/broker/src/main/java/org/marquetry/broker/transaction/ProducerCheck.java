/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.transaction;

/** Asks producers what became of their transactions. Thread-safe; must not block. */
@FunctionalInterface
interface ProducerCheck {

  /**
   * Asks one producer of the half message's group, whose answer comes as a request of its own.
   *
   * @param checks how often they were asked, this time included
   */
  void ask(Half half, int checks);
}
