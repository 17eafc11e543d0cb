/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.marquetry.system.Disk;

/**
 * The consume queue of one message queue: entries of 20 bytes, in RocketMQ's format. One thread at
 * a time appends (under the store's append lock), another one flushes; all read without a lock what
 * lies before {@link #maxOffset()}, which is published after the entry.
 */
public final class ConsumeQueue {

  /** Places granted at once: more and more while a queue uses them up. */
  private static final int FIRST_GRANT = 64;

  private static final int LAST_GRANT = 16_384;
  private static final MinOffset UNKNOWN = new MinOffset(Long.MIN_VALUE, 0);

  private final String topic;
  private final int queueId;
  private final QueueFiles files;

  private volatile long max;
  private volatile MinOffset min = UNKNOWN;

  /** What the next entry goes into; for the appending thread. */
  private QueueFile tail;

  private ByteBuffer tailBytes;

  /** Queue offset before which every entry is on the device; for the flushing thread. */
  private volatile long flushed;

  /** Whether what was cut behind the last entry may come back with a loss of power. */
  private boolean cut;

  /**
   * Queue offset before which every one is on the device as given out: no entry is written behind.
   * Without bound where the log itself tells, after a loss of power, what was given out.
   */
  private volatile long granted = Long.MAX_VALUE;

  private int grant = FIRST_GRANT;

  /** End of the places that have been written before they were given out. */
  private volatile long grantedMost;

  /** Queue offset before which no entry is given out any more, though its message is there. */
  private volatile long expired;

  private record MinOffset(long logFirst, long offset) {}

  /** A queue without any entry; its files come with the first {@link #prepare}. */
  public ConsumeQueue(String topic, int queueId, Disk disk, Path path, int entriesPerFile) {
    this.topic = topic;
    this.queueId = queueId;
    files = new QueueFiles(disk, path, entriesPerFile);
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
  public boolean load() throws IOException {
    if (!files.open()) {
      restart(0);
      return false;
    }
    QueueFile last = files.last();
    while (last != null && last.first() > files.first() && sizeAt(last, last.first()) <= 0) {
      last = files.of(last.first() - 1);
    }
    max = last == null ? 0 : withoutStray(endOf(last));
    flushed = max;
    files.next(max);
    if (last != null && files.last().first() >= max) {
      // Made, but never written to when the process ended.
      clearBehind();
    }
    return true;
  }

  /**
   * Leaves out places granted long ago, in a file whose deletion was undone by a loss of power:
   * before those that count every place is written.
   */
  private long withoutStray(long end) throws IOException {
    long at = end - 1;
    long first = files.first();
    while (at >= first && grantedOnly(at)) {
      at--;
    }
    if (at == end - 1 || at < first || sizeAt(files.of(at), at) > 0) {
      return end;
    }
    while (at >= first && sizeAt(files.of(at), at) <= 0) {
      at--;
    }
    return at + 1;
  }

  private boolean grantedOnly(long offset) throws IOException {
    QueueFile file = files.of(offset);
    return QueueEntry.granted(file.map().buffer(), file.at(offset));
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

  /** Queue offset of the next entry. */
  public long maxOffset() {
    return max;
  }

  /** Queue offset of the first entry that has a file; 0 where there is no file. */
  public long firstOnDisk() {
    return files.first();
  }

  /**
   * Queue offset of the first entry whose message is still in the log, and has not expired.
   *
   * @param logFirst first position of the log
   */
  public long minOffset(long logFirst) {
    return Math.max(firstInLog(logFirst), Math.min(expired, max));
  }

  /** Has entries before a queue offset count as removed, until they are told not to. */
  public void expireBefore(long offset) {
    if (expired != offset) {
      expired = offset;
    }
  }

  /**
   * Deletes the files of entries before a queue offset, but for the last one and unflushed ones.
   */
  public void dropBefore(long offset) throws IOException {
    files.dropBefore(Math.min(offset, flushed));
  }

  private long firstInLog(long logFirst) {
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

  /**
   * Queue offset of the first entry whose record does not begin before {@code position}, {@link
   * #maxOffset()} for none. Blocks for the disk.
   */
  public long firstNotBefore(long position) throws IOException {
    return findMin(position);
  }

  private long findMin(long logFirst) throws IOException {
    long end = max;
    long high = end;
    long low = Math.min(files.empty() ? high : files.first(), high);
    try (QueueCursor cursor = new QueueCursor().open(this)) {
      while (low < high) {
        long middle = (low + high) >>> 1;
        // An entry without a message says nothing about its neighbours: the next one does.
        long probe = middle;
        while (probe < high && (!cursor.seek(probe) || cursor.blank())) {
          probe++;
        }
        if (probe == high || cursor.position() >= logFirst) {
          high = middle;
        } else {
          low = probe + 1;
        }
      }
      while (low < end && cursor.seek(low) && cursor.blank()) {
        low++;
      }
    }
    return Math.min(low, end);
  }

  /** Whether there is room for the next {@code entries} entries. */
  public boolean ready(int entries) {
    long end = max + entries;
    return files.ready(end) && end <= granted;
  }

  /** Whether it is time to {@link #prepare} more. */
  public boolean wantsRoom() {
    long next = max;
    return files.wants(next) || granted - next < grant / 2;
  }

  /**
   * From now on no queue offset is given out twice, even if the power goes and no log tells that it
   * was; or an end of that. Not while entries are appended.
   */
  public synchronized void guard(boolean on) {
    granted = on ? max : Long.MAX_VALUE;
    grant = FIRST_GRANT;
  }

  /**
   * Makes the queue {@link #ready}, and its next file where the last one is nearly full; gives more
   * entries room on the device where few have it.
   */
  public void prepare(int entries) throws IOException {
    long next = max;
    boolean none = files.empty();
    files.prepare(next, entries);
    if (none && !files.empty()) {
      // The blank entries in front of the first one have to get to the device, too.
      flushed = Math.min(flushed, files.first());
    }
    if (granted != Long.MAX_VALUE) {
      grant(next + entries);
    }
  }

  /** Writes places that stand for no message, for good, so that they may be given out. */
  private synchronized void grant(long until) throws IOException {
    if (granted == Long.MAX_VALUE || until + grant / 2 <= granted) {
      return;
    }
    long from = Math.max(granted, max);
    long to = Math.max(until, from + grant);
    files.prepare(from, (int) (to - from));
    while (from < to) {
      QueueFile file = files.turnTo(from, from);
      long end = Math.min(to, file.end());
      files.turnTo(from, end - 1);
      ByteBuffer bytes = file.map().buffer();
      for (long offset = from; offset < end; offset++) {
        QueueEntry.putGranted(bytes, file.at(offset));
      }
      // With all before it: what comes behind a place that is not written does not count.
      files.force(Math.min(flushed, from), end);
      grantedMost = Math.max(grantedMost, end);
      granted = end;
      from = end;
    }
    grant = Math.min(LAST_GRANT, 2 * grant);
  }

  /**
   * Opens the files of the next {@code entries} entries, for which the queue must be {@link
   * #ready}, and makes sure that they have room. Quick, unless it is a file's first entry.
   */
  public void claim(int entries) throws IOException {
    long last = max + entries - 1;
    if (tail == null || !tail.holds(last) || last >= files.room()) {
      files.turnTo(max, last);
    }
  }

  /**
   * Writes the next entry, which must have been claimed.
   *
   * @param position of the record in the log
   * @param size of the record
   */
  public void append(long position, int size, long tagsCode) {
    long offset = max;
    if (tail == null || !tail.holds(offset)) {
      turnTo(offset);
    }
    QueueEntry.put(tailBytes, tail.at(offset), position, size, tagsCode);
    max = offset + 1;
  }

  private void turnTo(long offset) {
    try {
      QueueFile file = files.turnTo(offset);
      tailBytes = file.map().buffer();
      tail = file;
    } catch (IOException e) {
      throw new IllegalStateException("entry " + offset + " of " + this + " was not claimed", e);
    }
  }

  /** Writes an entry that stands for no message: consumers pass over it. */
  public void appendBlank() {
    append(0, QueueEntry.BLANK_SIZE, 0);
  }

  QueueFile fileOf(long offset) {
    return files.of(offset);
  }

  /** Position of the entry's record, -1 where there is no entry or it stands for no message. */
  public long position(long offset) throws IOException {
    try (QueueCursor cursor = new QueueCursor().open(this)) {
      return cursor.seek(offset) && cursor.size() > 0 && !cursor.blank() ? cursor.position() : -1;
    }
  }

  /** 0 where there is no such entry. */
  public long tagsCode(long offset) throws IOException {
    try (QueueCursor cursor = new QueueCursor().open(this)) {
      return cursor.seek(offset) ? cursor.tagsCode() : 0;
    }
  }

  /**
   * Queue offset of the first entry, among those on disk, whose record is known not to begin before
   * {@code position}. Right even where later entries are missing or damaged.
   */
  public long firstFrom(long position) throws IOException {
    if (files.empty()) {
      return max;
    }
    long low = files.first();
    long high = files.last().end();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (reaches(position, middle, low)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Whether the last entry up to one that stands for a message does not begin before. */
  private boolean reaches(long position, long offset, long first) throws IOException {
    for (long at = offset; at >= first; at--) {
      QueueFile file = files.of(at);
      ByteBuffer bytes = file.map().buffer();
      int size = bytes.getInt(file.at(at) + QueueEntry.SIZE);
      long begin = bytes.getLong(file.at(at) + QueueEntry.POSITION);
      if (size <= 0) {
        return true;
      }
      if (size != QueueEntry.BLANK_SIZE || begin > 0) {
        return begin >= position;
      }
    }
    return false;
  }

  /** Takes back the entries from {@code offset} on, in memory only; for recovery. */
  public void rewind(long offset) {
    max = offset;
    flushed = Math.min(flushed, offset);
    tail = null;
    min = UNKNOWN;
  }

  /**
   * Deletes what stands behind the last entry, for good with the next {@link #flush}; for recovery,
   * before anybody reads.
   */
  public void clearBehind() throws IOException {
    tail = null;
    cut |= files.clearFrom(max);
  }

  /** Whether the place of the next entry has been written before; for recovery. */
  public boolean writtenBehind() throws IOException {
    QueueFile file = files.of(max);
    return file != null && sizeAt(file, max) != 0;
  }

  /** When the newest file was last written, in milliseconds since 1970. */
  public long lastModified() throws IOException {
    return files.lastModified();
  }

  /** Deletes all entries; the next one will have the queue offset {@code offset}. */
  public void restart(long offset) throws IOException {
    files.delete();
    grantedMost = 0;
    max = offset;
    flushed = offset;
    cut = false;
    tail = null;
    min = UNKNOWN;
  }

  /** Makes all entries durable. Not to be called by two threads at once. */
  public void flush() throws IOException {
    long to = max;
    files.force(cut ? Math.min(flushed, to - 1) : flushed, to);
    cut = false;
    flushed = Math.max(flushed, to);
  }

  /** Whether there is something to {@link #flush}; not while it is appended to. */
  public boolean settled() {
    return !cut && flushed >= max;
  }

  /** Entries that are not known to be durable. */
  public long unflushed() {
    return max - flushed;
  }

  /** Gives the files back; nothing is appended any more. */
  public void close() throws IOException {
    if (grantedMost > max) {
      tail = null;
      files.clearFrom(max);
    }
    files.close();
  }

  @Override
  public String toString() {
    return topic + "/" + queueId;
  }
}
