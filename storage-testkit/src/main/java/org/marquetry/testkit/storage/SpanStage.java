/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.testkit.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.SpanMemory;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/** Opens spans the way the store does: on real files, threads and time. */
public final class SpanStage implements AutoCloseable {

  /** The smallest that a span is opened with. */
  public static final int SEGMENT_BYTES = 1 << 20;

  private final Path root;
  private final Map<String, String> settings;
  private final Map<Path, HeapSpanMemory> memories = new HashMap<>();
  private final ThreadScheduler scheduler = new ThreadScheduler("laws");

  /**
   * A stage without spans.
   *
   * @param root directory for everything the spans keep
   * @param settings of the backend
   */
  public SpanStage(Path root, Map<String, String> settings) {
    this.root = root;
    this.settings = Map.copyOf(settings);
  }

  /**
   * Opens the span that is written; what it has kept is there again.
   *
   * @param backend that keeps it
   * @param start position of its first byte
   * @return the log
   * @throws IOException if the backend refuses
   */
  public MessageLog open(StorageBackend backend, long start) throws IOException {
    return backend.open(context(start, -1));
  }

  /**
   * Opens the span read-only.
   *
   * @param backend that keeps it
   * @param start position of its first byte
   * @param end position after its last byte
   * @return the log
   * @throws IOException if the backend refuses
   */
  public MessageLog openSealed(StorageBackend backend, long start, long end) throws IOException {
    return backend.open(context(start, end));
  }

  private Context context(long start, long end) {
    Path directory = root.resolve(Long.toString(start));
    return new Context(
        start,
        end,
        directory,
        SEGMENT_BYTES,
        50,
        end < 0,
        settings,
        memories.computeIfAbsent(directory, path -> new HeapSpanMemory()),
        new FileDisk(),
        new SystemClock(),
        scheduler);
  }

  @Override
  public void close() {
    scheduler.close();
  }

  private record Context(
      long startPosition,
      long endPosition,
      Path directory,
      long segmentBytes,
      long flushIntervalMillis,
      boolean writable,
      Map<String, String> settings,
      SpanMemory memory,
      Disk disk,
      Clock clock,
      Scheduler scheduler)
      implements SpanContext {}
}
