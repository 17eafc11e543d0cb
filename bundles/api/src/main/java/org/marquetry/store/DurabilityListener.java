/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

/**
 * Told once whether a position became durable. Called on the backend's threads: must not block, nor
 * throw.
 *
 * <pre>{@code
 * log.whenDurable(end, Durability.ON_DISK, (position, failure) -> answer(failure == null));
 * }</pre>
 */
@FunctionalInterface
public interface DurabilityListener {

  /**
   * The answer to {@link MessageLog#whenDurable}.
   *
   * @param position the position asked about
   * @param failure {@code null} when durable, otherwise why it is not known to be
   */
  void settled(long position, Throwable failure);
}
