/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.marquetry.plugin.Providers;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.LogView;
import org.marquetry.store.MessageLog;
import org.marquetry.store.RecordWriter;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;

/**
 * The log of a broker: spans one behind the other, of which the last one takes the appends. Like a
 * {@link MessageLog} it is appended to by one thread at a time and otherwise thread-safe.
 */
public final class LogChain implements AutoCloseable {

  private static final int NAME_LENGTH = 20;

  private final Span[] spans;
  private final MessageLog tail;

  private LogChain(List<Span> spans) {
    this.spans = spans.toArray(new Span[0]);
    tail = this.spans[this.spans.length - 1].log();
  }

  /** Opens the spans listed in the settings' file; without it, one span over what is there. */
  public static LogChain open(
      LogSettings settings,
      Providers<StorageBackend> backends,
      Disk disk,
      Clock clock,
      Scheduler scheduler)
      throws IOException {
    SpanTable table = new SpanTable(disk, settings.spans());
    List<SpanEntry> entries = table.load();
    if (entries.isEmpty()) {
      entries = List.of(first(settings, disk));
      table.save(entries);
    }
    List<Span> open = new ArrayList<>();
    try {
      for (SpanEntry entry : entries) {
        boolean last = open.size() == entries.size() - 1;
        open.add(Span.open(entry, settings, last, backends, disk, clock, scheduler));
      }
    } catch (IOException | RuntimeException e) {
      closeAll(open, e);
      throw e;
    }
    return new LogChain(open);
  }

  /** The span of a directory without a table: it begins where its first file does. */
  private static SpanEntry first(LogSettings settings, Disk disk) throws IOException {
    long start = 0;
    for (String name : disk.list(settings.directory())) {
      if (name.length() == NAME_LENGTH && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        start = Long.parseLong(name);
        break;
      }
    }
    Path root = settings.root();
    Path directory = settings.directory();
    Path named = directory.startsWith(root) ? root.relativize(directory) : directory;
    return new SpanEntry(start, settings.backend(), named.toString());
  }

  public long append(int length, RecordWriter writer) throws IOException {
    return tail.append(length, writer);
  }

  public long firstPosition() {
    return spans[0].log().firstPosition();
  }

  public long endPosition() {
    return tail.endPosition();
  }

  public long readablePosition() {
    return tail.readablePosition();
  }

  public long durablePosition() {
    return tail.durablePosition();
  }

  public void whenDurable(long position, Durability level, DurabilityListener listener) {
    tail.whenDurable(position, level, listener);
  }

  /** See {@link MessageLog#read}. */
  public LogView read(long position, int maxLength) throws IOException {
    if (spans.length == 1) {
      return tail.read(position, maxLength);
    }
    for (int i = spans.length - 1; i >= 0; i--) {
      if (position >= spans[i].start()) {
        return spans[i].log().read(position, maxLength);
      }
    }
    return null;
  }

  /** See {@link MessageLog#truncate}; only the last span can be cut. */
  public void truncate(long position) throws IOException {
    long start = spans[spans.length - 1].start();
    if (position < start) {
      throw new IOException(
          "the log cannot be cut at " + position + ": its spans before " + start + " are sealed");
    }
    tail.truncate(position);
  }

  /** First positions of all segments, ascending. */
  public long[] segments() {
    return Arrays.stream(spans)
        .flatMapToLong(span -> LongStream.of(span.log().segments()))
        .toArray();
  }

  /** Makes everything durable and gives the backends back. */
  @Override
  public void close() throws IOException {
    IOException failure = new IOException("the log was not closed cleanly");
    closeAll(Arrays.asList(spans), failure);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private static void closeAll(List<Span> spans, Exception failure) {
    for (Span span : spans) {
      try {
        span.close();
      } catch (IOException | RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }
}
