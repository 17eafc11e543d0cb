/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.memory;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.store.MemoryBlock;
import org.marquetry.store.SpanMemory;

/** Bounds the memory of all spans of the backend together. Thread-safe. */
final class MemoryBudget {

  /** Number of open logs of each span. */
  private final Map<SpanMemory, Integer> spans = new ConcurrentHashMap<>();

  void opened(SpanMemory span) {
    spans.merge(span, 1, Integer::sum);
  }

  /** The memory of a span whose logs are closed is not this backend's any more. */
  void closed(SpanMemory span) {
    spans.computeIfPresent(span, (key, logs) -> logs == 1 ? null : logs - 1);
  }

  /**
   * @throws IOException if the bound would be exceeded, or there is no such memory left
   */
  synchronized MemoryBlock allocate(
      SpanMemory span, long position, int bytes, MemorySettings settings) throws IOException {
    long used = used();
    if (used + bytes > settings.maxBytes()) {
      throw new IOException(
          "the memory for messages is full: "
              + used
              + " of "
              + settings.maxBytes()
              + " bytes are used; raise storage.memory.maxBytes, drop old spans, or switch to"
              + " another storage backend");
    }
    return span.allocate(position, bytes, settings.direct());
  }

  private long used() {
    return spans.keySet().stream().mapToLong(SpanMemory::bytes).sum();
  }
}
