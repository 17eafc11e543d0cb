/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the log chain is opened with.
 *
 * @param root directory that relative directories of spans are resolved against
 * @param spans the file that lists the spans
 * @param directory of the first span of a new chain
 * @param backend of the first span of a new chain
 * @param segmentBytes bytes of a segment file
 * @param flushIntervalMillis longest time between two flushes
 * @param handOverMillis longest time that a backend may take to open or close a span while clients
 *     wait for it
 * @param backendKeys the operator's configuration of all backends: keys that begin with {@code
 *     storage.<name>.}
 */
public record LogSettings(
    Path root,
    Path spans,
    Path directory,
    String backend,
    long segmentBytes,
    long flushIntervalMillis,
    long handOverMillis,
    Map<String, String> backendKeys) {

  public LogSettings {
    backendKeys = Map.copyOf(backendKeys);
  }

  /** The keys of one backend, without the beginning that they have in common. */
  Map<String, String> keysOf(String name) {
    String prefix = "storage." + name + ".";
    Map<String, String> keys = new HashMap<>();
    backendKeys.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            keys.put(key.substring(prefix.length()), value);
          }
        });
    return keys;
  }
}
