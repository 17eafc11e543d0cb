/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.nio.file.Path;
import java.util.Map;

/** Settings of a store with small files, each to be changed by tests of what it does. */
final class SmallStore {

  static final int SEGMENT_BYTES = 1 << 20;
  static final int QUEUE_FILE_ENTRIES = 100;

  private final Path root;
  private Path logDirectory;
  private String backend = "mapped";
  private long segmentBytes = SEGMENT_BYTES;
  private int queueFileEntries = QUEUE_FILE_ENTRIES;
  private double diskFullRatio = 1.1;
  private boolean indexEnabled = true;

  private SmallStore(Path root) {
    this.root = root;
    logDirectory = root.resolve("commitlog");
  }

  static SmallStore in(Path root) {
    return new SmallStore(root);
  }

  SmallStore logDirectory(Path value) {
    logDirectory = value;
    return this;
  }

  SmallStore backend(String value) {
    backend = value;
    return this;
  }

  SmallStore segmentBytes(long value) {
    segmentBytes = value;
    return this;
  }

  SmallStore queueFileEntries(int value) {
    queueFileEntries = value;
    return this;
  }

  SmallStore diskFullRatio(double value) {
    diskFullRatio = value;
    return this;
  }

  SmallStore withoutIndex() {
    indexEnabled = false;
    return this;
  }

  StoreSettings settings() {
    return new StoreSettings(
        root,
        logDirectory,
        backend,
        segmentBytes,
        queueFileEntries,
        50,
        100,
        256 << 10,
        diskFullRatio,
        indexEnabled,
        1000,
        2000,
        512 << 10,
        2_000,
        Map.of("storage.memory.segmentBytes", "1048576"));
  }
}
