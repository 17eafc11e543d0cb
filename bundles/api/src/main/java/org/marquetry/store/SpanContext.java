/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

import java.nio.file.Path;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.osgi.annotation.versioning.ProviderType;

/** What a backend gets to open one span with. Immutable. */
@ProviderType
public interface SpanContext {

  /** Position of the span's first byte. */
  long startPosition();

  /** The directory that belongs to this span alone. */
  Path directory();

  /** Bytes of a segment file, where the backend has such files; [1 GiB], at least 1 MiB. */
  long segmentBytes();

  /** Longest time between two flushes to the device, in milliseconds [500]. */
  long flushIntervalMillis();

  /** {@code false} for a sealed span, which is only read. */
  boolean writable();

  Disk disk();

  Clock clock();

  Scheduler scheduler();
}
