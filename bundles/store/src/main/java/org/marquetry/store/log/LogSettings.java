/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.nio.file.Path;

/**
 * What the log chain is opened with.
 *
 * @param root directory that relative directories of spans are resolved against
 * @param spans the file that lists the spans
 * @param directory of the first span of a new chain
 * @param backend of the first span of a new chain
 * @param segmentBytes bytes of a segment file
 * @param flushIntervalMillis longest time between two flushes
 */
public record LogSettings(
    Path root,
    Path spans,
    Path directory,
    String backend,
    long segmentBytes,
    long flushIntervalMillis) {}
