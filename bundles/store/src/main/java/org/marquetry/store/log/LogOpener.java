/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.marquetry.plugin.Lease;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.SpanMemory;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;

/** Opens the log of a span with a given backend. Thread-safe. */
final class LogOpener {

  private final LogSettings settings;
  private final Disk disk;
  private final Clock clock;
  private final Scheduler scheduler;

  LogOpener(LogSettings settings, Disk disk, Clock clock, Scheduler scheduler) {
    this.settings = settings;
    this.disk = disk;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  LogSettings settings() {
    return settings;
  }

  Path directory(String named) {
    return settings.root().resolve(named);
  }

  /** The lease is given back where the log cannot be opened. */
  OpenLog open(SpanEntry entry, SpanMemory memory, Lease<StorageBackend> lease) throws IOException {
    try {
      MessageLog log =
          lease
              .provider()
              .open(
                  new Context(
                      entry.start(),
                      entry.end(),
                      directory(entry.directory()),
                      settings.segmentBytes(),
                      settings.flushIntervalMillis(),
                      entry.written(),
                      settings.keysOf(entry.backend()),
                      memory,
                      disk,
                      clock,
                      scheduler));
      if (log == null) {
        throw new IOException("it gave no log");
      }
      return new OpenLog(log, lease);
    } catch (IOException e) {
      lease.close();
      throw e;
    } catch (RuntimeException | LinkageError e) {
      lease.close();
      throw new IOException("it failed: " + e, e);
    }
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
