/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.marquetry.system.Disk;
import org.marquetry.system.MappedRegion;

/**
 * The consume queue of one message queue: entries of 20 bytes in files of equal length, in
 * RocketMQ's format. One thread at a time appends (under the store's append lock), another one
 * flushes; all read without a lock what lies before {@link #maxOffset()}, which is published after
 * the entry.
 */
public final class ConsumeQueue {

  private static final MinOffset UNKNOWN = new MinOffset(Long.MIN_VALUE, 0);

  private final String topic;
  private final int queueId;
  private final QueueDirectory directory;
  private final int entriesPerFile;

  /** Ascending, without gaps; the last one may be ahead of its use. */
  private volatile QueueFile[] files = {};

  private volatile long max;

  /** Queue offset before which every entry has its file mapped. */
  private volatile long readyUntil;

  private volatile MinOffset min = UNKNOWN;

  /** What the next entry goes into; for the appending thread. */
  private QueueFile tail;

  private ByteBuffer tailBytes;

  /** Queue offset before which every entry is on the device; for the flushing thread. */
  private long flushed;

  private record MinOffset(long logFirst, long offset) {}

  /** A queue without any entry; its files come with the first {@link #prepare}. */
  public ConsumeQueue(String topic, int queueId, Disk disk, Path path, int entriesPerFile) {
    this.topic = topic;
    this.queueId = queueId;
    this.entriesPerFile = entriesPerFile;
    directory = new QueueDirectory(disk, path, entriesPerFile);
  }

  public String topic() {
    return topic;
  }

  public int queueId() {
    return queueId;
  }

  /**
   * Takes over the entries on disk.
   *
   * @return {@code false} where a file is missing in the middle: the queue is empty then and has to
   *     be rebuilt
   */
  public synchronized boolean load() throws IOException {
    QueueFile[] found = directory.open();
    if (found == null) {
      restart(0);
      return false;
    }
    files = found;
    QueueFile last = null;
    for (int i = found.length - 1; i >= 0 && last == null; i--) {
      if (i == 0 || sizeAt(found[i], found[i].first()) > 0) {
        last = found[i];
      }
    }
    max = last == null ? 0 : endOf(last);
    flushed = max;
    readyUntil = found.length == 0 ? 0 : mappedUntil();
    return true;
  }

  /** Queue offset after the last entry of a file; entries are followed by zeros only. */
  private static long endOf(QueueFile file) throws IOException {
    long low = file.first();
    long high = file.end();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (sizeAt(file, middle) > 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int sizeAt(QueueFile file, long offset) throws IOException {
    return file.map().buffer().getInt(file.at(offset) + QueueEntry.SIZE);
  }

  /** Maps the files from the one of {@link #max} on. */
  private long mappedUntil() throws IOException {
    QueueFile[] all = files;
    for (QueueFile file : all) {
      if (file.end() > max) {
        file.map();
      }
    }
    return all[all.length - 1].end();
  }

  /** Queue offset of the next entry. */
  public long maxOffset() {
    return max;
  }

  /**
   * Queue offset of the first entry whose message is still in the log.
   *
   * @param logFirst first position of the log
   */
  public long minOffset(long logFirst) {
    MinOffset known = min;
    if (known.logFirst != logFirst) {
      try {
        known = new MinOffset(logFirst, findMin(logFirst));
        min = known;
      } catch (IOException e) {
        // A file that cannot be mapped: what was known last is the best guess.
        return known.offset;
      }
    }
    return known.offset;
  }

  private synchronized long findMin(long logFirst) throws IOException {
    QueueFile[] all = files;
    long high = max;
    long low = all.length == 0 ? high : Math.min(all[0].first(), high);
    try (QueueCursor cursor = new QueueCursor().open(this)) {
      while (low < high) {
        long middle = (low + high) >>> 1;
        // An entry without a message says nothing about its neighbours: the next one does.
        long probe = middle;
        while (probe < high && cursor.seek(probe) && cursor.blank()) {
          probe++;
        }
        if (probe == high || cursor.position() >= logFirst) {
          high = middle;
        } else {
          low = probe + 1;
        }
      }
      while (low < max && cursor.seek(low) && cursor.blank()) {
        low++;
      }
    }
    return Math.min(low, max);
  }

  /** Whether the files of the next {@code entries} entries are there. */
  public boolean ready(int entries) {
    return max + entries <= readyUntil;
  }

  /** Whether the last file is nearly full, or there is none. */
  public boolean wantsFile() {
    return max >= readyUntil - entriesPerFile / 4;
  }

  /** Makes the queue {@link #ready} and, if the last file is nearly full, the one after it. */
  public synchronized void prepare(int entries) throws IOException {
    while (!ready(entries) || wantsFile()) {
      QueueFile[] all = files;
      long first = all.length == 0 ? max - max % entriesPerFile : all[all.length - 1].end();
      QueueFile file = directory.file(first);
      MappedRegion region = file.map();
      for (long offset = first; offset < Math.min(max, file.end()); offset++) {
        put(region.buffer(), file.at(offset), 0, QueueEntry.BLANK_SIZE, 0);
      }
      QueueFile[] more = Arrays.copyOf(all, all.length + 1);
      more[all.length] = file;
      files = more;
      readyUntil = file.end();
    }
  }

  /**
   * Writes the next entry, which must be {@link #ready}.
   *
   * @param position of the record in the log
   * @param size of the record
   */
  public void append(long position, int size, long tagsCode) {
    long offset = max;
    if (tail == null || !tail.holds(offset)) {
      turnTo(offset);
    }
    put(tailBytes, tail.at(offset), position, size, tagsCode);
    max = offset + 1;
  }

  /** Writes an entry that stands for no message: consumers pass over it. */
  public void appendBlank() {
    append(0, QueueEntry.BLANK_SIZE, 0);
  }

  private void turnTo(long offset) {
    QueueFile file = fileOf(offset);
    try {
      MappedRegion region = file == null ? null : file.map();
      if (region == null) {
        throw new IllegalStateException(
            "queue " + topic + "/" + queueId + " was not made ready for entry " + offset);
      }
      tailBytes = region.buffer();
      tail = file;
    } catch (IOException e) {
      throw new IllegalStateException(file.path() + " was not ready", e);
    }
  }

  /** The size comes last: an entry whose writing was cut short counts as not written. */
  private static void put(ByteBuffer bytes, int at, long position, int size, long tagsCode) {
    bytes.putLong(at + QueueEntry.POSITION, position);
    bytes.putLong(at + QueueEntry.TAGS_CODE, tagsCode);
    bytes.putInt(at + QueueEntry.SIZE, size);
  }

  QueueFile fileOf(long offset) {
    QueueFile[] all = files;
    if (all.length == 0 || offset < all[0].first()) {
      return null;
    }
    long index = (offset - all[0].first()) / entriesPerFile;
    return index < all.length ? all[(int) index] : null;
  }

  /** Position of the entry's record, -1 where there is no entry or it stands for no message. */
  public long position(long offset) throws IOException {
    try (QueueCursor cursor = new QueueCursor().open(this)) {
      return cursor.seek(offset) && !cursor.blank() ? cursor.position() : -1;
    }
  }

  /** 0 where there is no such entry. */
  public long tagsCode(long offset) throws IOException {
    try (QueueCursor cursor = new QueueCursor().open(this)) {
      return cursor.seek(offset) ? cursor.tagsCode() : 0;
    }
  }

  /**
   * Number of entries, from the first on, whose records begin before {@code position}. Right even
   * where later entries are missing or damaged.
   */
  public long countBefore(long position) throws IOException {
    QueueFile[] all = files;
    long low = all.length == 0 ? max : all[0].first();
    long high = all.length == 0 ? max : all[all.length - 1].end();
    while (low < high) {
      long middle = (low + high) >>> 1;
      QueueFile file = fileOf(middle);
      ByteBuffer bytes = file.map().buffer();
      int at = file.at(middle);
      if (bytes.getInt(at + QueueEntry.SIZE) > 0
          && bytes.getLong(at + QueueEntry.POSITION) < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Takes back the entries from {@code offset} on, in memory only; for recovery. */
  public synchronized void rewind(long offset) throws IOException {
    max = offset;
    flushed = Math.min(flushed, offset);
    tail = null;
    min = UNKNOWN;
    readyUntil = files.length == 0 ? 0 : mappedUntil();
  }

  /** Zeroes for good what stands behind the last entry; for recovery, before anybody reads. */
  public synchronized void clearBehind() throws IOException {
    QueueFile[] all = files;
    int kept = all.length;
    while (kept > 1 && all[kept - 1].first() > max) {
      kept--;
      directory.delete(all[kept]);
    }
    files = Arrays.copyOf(all, kept);
    tail = null;
    if (kept > 0 && files[kept - 1].holds(max)) {
      files[kept - 1].cut(max);
    }
    readyUntil = kept == 0 ? 0 : mappedUntil();
  }

  /** Whether the place of the next entry has been written before; for recovery. */
  public boolean writtenBehind() throws IOException {
    QueueFile file = fileOf(max);
    return file != null && sizeAt(file, max) != 0;
  }

  /** When the newest file was last written, in milliseconds since 1970. */
  public long lastModified() throws IOException {
    long newest = 0;
    QueueFile[] all = files;
    for (int i = Math.max(0, all.length - 2); i < all.length; i++) {
      newest = Math.max(newest, directory.lastModified(all[i]));
    }
    return newest;
  }

  /** Deletes all entries; the next one will have the queue offset {@code offset}. */
  public synchronized void restart(long offset) throws IOException {
    for (QueueFile file : files) {
      file.drop();
    }
    files = new QueueFile[0];
    directory.delete();
    max = offset;
    flushed = offset;
    readyUntil = 0;
    tail = null;
    min = UNKNOWN;
  }

  /** Makes all entries durable. Not to be called by two threads at once. */
  public void flush() throws IOException {
    long from = flushed;
    long to = max;
    while (from < to) {
      QueueFile file = fileOf(from);
      if (file == null) {
        return;
      }
      long until = Math.min(to, file.end());
      MappedRegion region = file.retain();
      if (region != null) {
        try {
          region.force(file.at(from), (int) (until - from) * QueueEntry.BYTES);
        } finally {
          region.release();
        }
      }
      from = until;
    }
    flushed = Math.max(flushed, to);
  }

  /** Entries that are not known to be durable. */
  public long unflushed() {
    return max - flushed;
  }

  /** Gives the files back; nothing is appended any more. */
  public synchronized void close() {
    for (QueueFile file : files) {
      file.drop();
    }
  }

  @Override
  public String toString() {
    return topic + "/" + queueId;
  }
}
