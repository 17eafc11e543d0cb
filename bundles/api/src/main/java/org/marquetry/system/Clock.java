/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.system;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The only source of time for kernel code. Thread-safe; never blocks.
 *
 * <pre>{@code
 * long begun = clock.nanos();
 * work();
 * long took = clock.nanos() - begun;
 * }</pre>
 */
@ProviderType
public interface Clock {

  /** {@return the wall-clock time in milliseconds since 1970-01-01T00:00Z} May step backwards. */
  long millis();

  /**
   * {@return the monotonic time in nanoseconds from an arbitrary origin; for measuring durations
   * only}
   */
  long nanos();
}
