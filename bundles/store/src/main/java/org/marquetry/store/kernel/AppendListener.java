/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

/**
 * Told of every message that consumers may now see, in queue order. Called on the appending thread,
 * outside the append lock: must be quick and must not block.
 */
@FunctionalInterface
public interface AppendListener {

  /**
   * @param queueOffset of the message
   * @param tagsCode its entry's tags code
   */
  void appended(LogicalQueue queue, long queueOffset, long tagsCode);
}
