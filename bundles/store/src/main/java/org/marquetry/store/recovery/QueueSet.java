/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.recovery;

import java.util.Collection;
import org.marquetry.store.queue.ConsumeQueue;

/** The consume queues that recovery makes match the log. */
public interface QueueSet {

  /** All that are on disk or have been opened. */
  Collection<ConsumeQueue> all();

  /** Those that lack files and so have to be rebuilt. */
  Collection<ConsumeQueue> damaged();

  /**
   * The queue, made if it is not there yet.
   *
   * @throws IllegalArgumentException if there can be no queue of this name
   */
  ConsumeQueue open(String topic, int queueId);
}
