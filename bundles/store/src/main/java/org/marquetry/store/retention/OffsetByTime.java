/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.retention;

import java.io.IOException;
import org.marquetry.store.queue.ConsumeQueue;

/** Finds the first message of a queue that was stored at or after a time. */
@FunctionalInterface
public interface OffsetByTime {

  /**
   * @param timestamp in milliseconds since 1970
   * @return its queue offset, the queue's max offset where there is none
   */
  long search(ConsumeQueue queue, long timestamp) throws IOException;
}
