/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.marquetry.message.RecordLayout;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
import org.marquetry.store.SpanContext;
import org.marquetry.store.SpanMemory;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.marquetry.system.machine.FileDisk;
import org.marquetry.system.machine.SystemClock;
import org.marquetry.system.machine.ThreadScheduler;

/** Opens logs with the smallest segments, and fills them with blocks that tell their position. */
final class LogFixture implements AutoCloseable {

  static final int SEGMENT_BYTES = 1 << 20;

  final ThreadScheduler scheduler = new ThreadScheduler("test");
  Disk disk = new FileDisk();
  long flushIntervalMillis = 50;

  MessageLog open(Path directory) throws IOException {
    return open(directory, 0, true);
  }

  MessageLog open(Path directory, long start, boolean writable) throws IOException {
    return open(directory, start, writable, SEGMENT_BYTES);
  }

  MessageLog open(Path directory, long start, boolean writable, long segmentBytes)
      throws IOException {
    return new MappedBackend()
        .open(
            new Context(
                start,
                writable ? -1 : Long.MAX_VALUE,
                directory,
                segmentBytes,
                flushIntervalMillis,
                writable,
                Map.of(),
                null,
                disk,
                new SystemClock(),
                scheduler));
  }

  /** Appends a block whose every 8 bytes tell their position. */
  static long append(MessageLog log, int longs) throws IOException {
    return log.append(
        longs * Long.BYTES,
        (target, position) -> {
          for (int i = 0; i < longs; i++) {
            target.putLong(position + i * (long) Long.BYTES);
          }
        });
  }

  static void assertBlock(MessageLog log, long position, int longs) throws IOException {
    LogView view = log.read(position, longs * Long.BYTES);
    assertThat(view).as("block at %d", position).isNotNull();
    try {
      ByteBuffer bytes = view.buffer();
      assertThat(bytes.limit()).as("length of the block at %d", position).isEqualTo(longs * 8);
      for (int i = 0; i < longs; i++) {
        assertThat(bytes.getLong(i * Long.BYTES)).isEqualTo(position + i * (long) Long.BYTES);
      }
    } finally {
      view.release();
    }
  }

  /** Longs of the longest block that fits an empty segment. */
  static int wholeSegment() {
    return (SEGMENT_BYTES - RecordLayout.FILLER_HEAD) / Long.BYTES;
  }

  @Override
  public void close() {
    scheduler.close();
  }

  private record Context(
      long startPosition,
      long endPosition,
      Path directory,
      long segmentBytes,
      long flushIntervalMillis,
      boolean writable,
      Map<String, String> settings,
      SpanMemory memory,
      Disk disk,
      Clock clock,
      Scheduler scheduler)
      implements SpanContext {}
}
