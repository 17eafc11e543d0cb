/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.nio.file.Path;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks from time to time how full the device is that holds the log. */
final class DiskWatch {

  private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);

  private final Disk disk;
  private final Path directory;
  private final double limit;
  private final WriteGate gate;
  private volatile double usedRatio;

  DiskWatch(Disk disk, Path directory, double limit, WriteGate gate) {
    this.disk = disk;
    this.directory = directory;
    this.limit = limit;
    this.gate = gate;
  }

  void look() {
    try {
      Disk.Space space = disk.space(directory);
      usedRatio = space.usedRatio();
      gate.diskUsed(directory, space, limit);
    } catch (IOException e) {
      LOG.warn("The free space of {} is not known: {}", directory, e.getMessage());
    }
  }

  /** As of now. */
  Disk.Space space() throws IOException {
    return disk.space(directory);
  }

  /** As of the last look, 0 to 1. */
  double usedRatio() {
    return usedRatio;
  }
}
