/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.recovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.marquetry.system.Disk;
import org.marquetry.system.MappedRegion;

/**
 * The file that says up to where log, queues and index are known to be on the device; RocketMQ's
 * layout. Thread-safe. Times are store timestamps, in milliseconds since 1970; 0 means unknown.
 */
public final class Checkpoint implements AutoCloseable {

  private static final int BYTES = 4096;
  private static final int LOG_TIMESTAMP = 0;
  private static final int QUEUE_TIMESTAMP = 8;
  private static final int INDEX_TIMESTAMP = 16;
  private static final int QUEUE_POSITION = 40;

  private final MappedRegion region;

  private Checkpoint(MappedRegion region) {
    this.region = region;
  }

  public static Checkpoint open(Disk disk, Path file) throws IOException {
    return new Checkpoint(disk.map(file, BYTES));
  }

  /** Records stored up to this time are on the device. */
  public synchronized long logTimestamp() {
    return bytes().getLong(LOG_TIMESTAMP);
  }

  /** Queue entries of records stored up to this time are on the device. */
  public synchronized long queueTimestamp() {
    return bytes().getLong(QUEUE_TIMESTAMP);
  }

  /** Keys of records stored up to this time are on the device. */
  public synchronized long indexTimestamp() {
    return bytes().getLong(INDEX_TIMESTAMP);
  }

  /** Queue entries of records before this position are on the device; 0 where unknown. */
  public synchronized long queuePosition() {
    return bytes().getLong(QUEUE_POSITION);
  }

  /**
   * Tells, durably, that log and queues are on the device up to a record.
   *
   * @param timestamp store time of that record
   * @param position after that record
   */
  public synchronized void logAndQueues(long timestamp, long position) throws IOException {
    bytes()
        .putLong(LOG_TIMESTAMP, timestamp)
        .putLong(QUEUE_TIMESTAMP, timestamp)
        .putLong(QUEUE_POSITION, position);
    region.force(0, BYTES);
  }

  /** Tells, durably, that the keys of records stored up to a time are on the device. */
  public synchronized void index(long timestamp) throws IOException {
    bytes().putLong(INDEX_TIMESTAMP, timestamp);
    region.force(0, BYTES);
  }

  private ByteBuffer bytes() {
    return region.buffer();
  }

  @Override
  public void close() {
    region.release();
  }
}
