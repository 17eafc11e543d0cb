/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store;

import java.nio.file.Path;
import java.util.Map;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a backend gets to open one span with. Immutable; thread-safe.
 *
 * <pre>{@code
 * Path file = context.directory().resolve(Long.toString(context.startPosition()));
 * MappedRegion region = context.disk().map(file, context.segmentBytes());
 * }</pre>
 */
@ProviderType
public interface SpanContext {

  /** {@return the position of the span's first byte} */
  long startPosition();

  /**
   * {@return the position after the last byte of a sealed span; -1 for the span that is written,
   * whose end the backend has to find out}
   */
  long endPosition();

  /**
   * {@return the directory that belongs to this span alone; made by the backend if it needs one}
   */
  Path directory();

  /**
   * {@return the bytes of a segment file, where the backend has such files; [1 GiB], at least 1
   * MiB}
   */
  long segmentBytes();

  /** {@return the longest time between two flushes to the device, in milliseconds [500]} */
  long flushIntervalMillis();

  /** {@return {@code false} for a sealed span, which is only read} */
  boolean writable();

  /**
   * {@return the operator's configuration for this backend: the keys that begin with {@code
   * storage.<name of the backend>.}, without that beginning}
   */
  Map<String, String> settings();

  /** {@return the memory of this span that outlives updates of the backend's bundle} */
  SpanMemory memory();

  /** {@return the only way to files: so that a simulation can lose the power} */
  Disk disk();

  /** {@return the only source of time} */
  Clock clock();

  /**
   * {@return the only source of threads; what the log started there it ends in {@link
   * MessageLog#close}}
   */
  Scheduler scheduler();
}
