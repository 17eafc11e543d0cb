/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.nio.file.Path;
import java.util.Locale;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether appends are let in, and why not. Thread-safe. */
final class WriteGate {

  private static final Logger LOG = LoggerFactory.getLogger(WriteGate.class);

  private volatile boolean closed;
  private volatile String failure;
  private volatile String refused;
  private volatile String diskFull;
  private volatile String away;

  /** {@link AppendStatus#OK} lets an append in. */
  AppendStatus check() {
    if (closed || failure != null) {
      return AppendStatus.NOT_WRITABLE;
    }
    if (away != null) {
      return AppendStatus.AWAY;
    }
    return diskFull != null ? AppendStatus.DISK_FULL : AppendStatus.OK;
  }

  /** {@code null} while appends are let in. */
  String refusal() {
    if (closed) {
      return "the store is closed";
    }
    if (failure != null) {
      return failure;
    }
    String absence = away;
    if (absence != null) {
      return absence;
    }
    return diskFull != null ? diskFull : refused;
  }

  /** The store is not what it should be: nothing is appended until it has been opened again. */
  void fail(String reason, Throwable cause) {
    if (failure == null) {
      failure = reason + "; restart the broker when the device is well again";
      LOG.error("No more messages are taken: {}", failure, cause);
    }
  }

  /** An append was refused, the next one may go well. */
  void refuse(String reason, Throwable cause) {
    if (refused == null) {
      LOG.error("Messages are refused: {}", reason, cause);
    }
    refused = reason;
  }

  /** What was refused before goes well again. */
  void accept() {
    if (refused != null) {
      refused = null;
      LOG.info("Messages are taken again");
    }
  }

  /** The log is not there for a while. */
  void away(String reason) {
    away = reason;
  }

  /** The log is there again. */
  void back() {
    away = null;
  }

  /** Why the log is not there, {@code null} while it is and when nobody waits for it any more. */
  String absence() {
    return closed || failure != null ? null : away;
  }

  /** Why the device takes nothing more, {@code null} while it does. */
  String fullDisk() {
    return diskFull;
  }

  /** Tells how full the device is. */
  void diskUsed(Path directory, Disk.Space space, double limit) {
    double used = space.usedRatio();
    if (used >= limit) {
      if (diskFull == null) {
        LOG.error("No more messages are taken: the disk is {} % full", Math.round(used * 100));
      }
      diskFull =
          String.format(
              Locale.ROOT,
              "the disk of %s is %.1f %% full, %d MiB are free, the limit is %.1f %%: make room on"
                  + " it, or raise diskSpaceWarningLevelRatio",
              directory,
              used * 100,
              space.usable() >> 20,
              limit * 100);
    } else if (diskFull != null) {
      diskFull = null;
      LOG.info("Messages are taken again: the disk is {} % full", Math.round(used * 100));
    }
  }

  void close() {
    closed = true;
  }

  boolean failed() {
    return failure != null;
  }
}
