/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

/** Told once whether a position became durable. Called on the backend's threads: must not block. */
@FunctionalInterface
public interface DurabilityListener {

  /**
   * @param position the position asked about
   * @param failure {@code null} when durable, otherwise why it is not known to be
   */
  void settled(long position, Throwable failure);
}
