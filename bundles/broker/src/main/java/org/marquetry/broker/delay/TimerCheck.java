/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.marquetry.system.Disk;

/**
 * How far RocketMQ's timer is, as on disk in {@code config/timercheck}: read where a broker of that
 * kind has worked on the store, written for one that will. Thread-safe; blocks for the disk.
 */
public final class TimerCheck {

  /** RocketMQ maps so much of it. */
  private static final int BYTES = 4_096;

  private static final int READ_TIME = 0;
  private static final int LOG_POSITION = 8;
  private static final int QUEUE_OFFSET = 16;
  private static final int MASTER_OFFSET = 24;
  private static final int LEAST_BYTES = 32;

  private final Disk disk;
  private final Path file;

  /**
   * What the file says.
   *
   * @param readMillis what is due before this time has been delivered
   * @param logPosition end of RocketMQ's own log of its wheel, not interpreted
   * @param queueOffset before which messages are in RocketMQ's wheel or delivered
   */
  record Content(long readMillis, long logPosition, long queueOffset) {}

  public TimerCheck(Disk disk, Path file) {
    this.disk = disk;
    this.file = file;
  }

  /** {@code null} where there is no such file. */
  Content read() throws IOException {
    byte[] bytes = disk.read(file);
    if (bytes == null || bytes.length < LEAST_BYTES) {
      return null;
    }
    ByteBuffer content = ByteBuffer.wrap(bytes);
    return new Content(
        content.getLong(READ_TIME), content.getLong(LOG_POSITION), content.getLong(QUEUE_OFFSET));
  }

  /** What the file says, to be compared; empty where there is none. Blocks for the disk. */
  public String text() throws IOException {
    Content content = read();
    return content == null
        ? ""
        : content.readMillis() + ":" + content.logPosition() + ":" + content.queueOffset();
  }

  void write(Content content) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(READ_TIME, content.readMillis());
    bytes.putLong(LOG_POSITION, content.logPosition());
    bytes.putLong(QUEUE_OFFSET, content.queueOffset());
    bytes.putLong(MASTER_OFFSET, content.queueOffset());
    disk.replace(file, bytes.array());
  }
}
