/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.queue;

import java.io.IOException;
import java.nio.file.Path;
import org.marquetry.system.Disk;
import org.marquetry.system.MappedRegion;

/** One file of a consume queue, mapped when it is first needed. Thread-safe. */
final class QueueFile {

  private static final int PAGE_BYTES = 4096;

  private final Disk disk;
  private final Path path;
  private final long first;
  private final int entries;
  private volatile MappedRegion region;
  private boolean dropped;

  /**
   * @param first queue offset of the first entry
   */
  QueueFile(Disk disk, Path path, long first, int entries) {
    this.disk = disk;
    this.path = path;
    this.first = first;
    this.entries = entries;
  }

  long first() {
    return first;
  }

  /** Queue offset after the last entry. */
  long end() {
    return first + entries;
  }

  Path path() {
    return path;
  }

  boolean holds(long offset) {
    return offset >= first && offset < end();
  }

  /** Where in the file the entry of a queue offset is, in bytes. */
  int at(long offset) {
    return (int) (offset - first) * QueueEntry.BYTES;
  }

  /**
   * The mapped file with a reference for the caller to release; {@code null} once dropped. Blocks
   * for the disk where the file is not mapped yet.
   */
  MappedRegion retain() throws IOException {
    MappedRegion mapped = region;
    if (mapped == null) {
      mapped = map();
    }
    return mapped != null && mapped.retain() ? mapped : null;
  }

  /** The mapped file, {@code null} once dropped; stays mapped until then. */
  synchronized MappedRegion map() throws IOException {
    if (dropped) {
      return null;
    }
    if (region == null) {
      region = disk.map(path, (long) entries * QueueEntry.BYTES);
    }
    return region;
  }

  /** Gives room on the device to the entries in a range of queue offsets, none written yet. */
  void allocate(long from, long to) throws IOException {
    disk.allocate(path, at(from), (to - from) * QueueEntry.BYTES);
  }

  /** Queue offset before which entries have room, where the one at {@code offset} is the next. */
  long roomAt(long offset) {
    int pages = (at(offset) + PAGE_BYTES - 1) / PAGE_BYTES;
    return first + Math.min(entries, pages * PAGE_BYTES / QueueEntry.BYTES);
  }

  /**
   * Zeroes the file from the entry at {@code offset} on, for good with the next force of an entry;
   * nobody may be reading it.
   */
  synchronized void cut(long offset) throws IOException {
    if (region != null) {
      region.release();
      region = null;
    }
    disk.cut(path, at(offset));
    map();
  }

  /** Gives the mapping back; who holds a reference keeps it readable. */
  synchronized void drop() {
    dropped = true;
    if (region != null) {
      region.release();
      region = null;
    }
  }
}
