/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.delay;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes references that are due, during {@link DelaySchedule#drain} only. Not thread-safe.
 *
 * <pre>{@code
 * while (!heap.isEmpty() && heap.peek().due() <= now) {
 *   Entry entry = heap.poll();
 *   if (!sink.take(entry.queue(), entry.reference(), entry.due())) {
 *     return;
 *   }
 * }
 * }</pre>
 */
@ProviderType
public interface DueSink {

  /**
   * Takes one reference. Never blocks.
   *
   * @param queue as it was added
   * @param reference as it was added
   * @param dueMillis as it was added
   * @return {@code false} where it takes no further one in this call; this one it has taken
   */
  boolean take(int queue, long reference, long dueMillis);
}
