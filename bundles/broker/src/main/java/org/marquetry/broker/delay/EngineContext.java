/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.marquetry.delay.DelayContext;
import org.marquetry.system.Disk;

/**
 * What one schedule of an engine is made with; stands for that schedule. Thread-safe.
 *
 * <p>Scratch files are never unmapped here but by the garbage collector: what a plugin still does
 * to memory that it should have given up must not end the process.
 */
final class EngineContext implements DelayContext {

  private final String lane;
  private final LaneMessages messages;
  private final long startMillis;
  private final Disk disk;
  private final Path directory;
  private final AtomicInteger files = new AtomicInteger();

  EngineContext(String lane, LaneMessages messages, long startMillis, Disk disk, Path directory) {
    this.lane = lane;
    this.messages = messages;
    this.startMillis = startMillis;
    this.disk = disk;
    this.directory = directory;
  }

  @Override
  public String lane() {
    return lane;
  }

  @Override
  public int queues() {
    return messages.queues();
  }

  @Override
  public long startMillis() {
    return startMillis;
  }

  @Override
  public long dueMillis(int queue, long reference) {
    return messages.dueMillis(queue, reference);
  }

  @Override
  public ByteBuffer scratch(int bytes) throws IOException {
    return disk.map(directory.resolve(Integer.toString(files.getAndIncrement())), bytes).buffer();
  }

  /** Deletes the scratch files; what is mapped stays usable until nobody has it any more. */
  void discard() throws IOException {
    disk.delete(directory);
  }
}
