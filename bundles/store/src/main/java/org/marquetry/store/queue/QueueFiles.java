/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.marquetry.system.Disk;
import org.marquetry.system.MappedRegion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one consume queue, equally long and each named by the byte offset of its first
 * entry. The file after the last one may be reserved: it is there with no length yet, because
 * RocketMQ takes a whole file without entries for one with one entry, but deletes an empty one.
 * Look-ups take no lock.
 */
final class QueueFiles {

  private static final Logger LOG = LoggerFactory.getLogger(QueueFiles.class);
  private static final int NAME_LENGTH = 20;

  /** Room is given to at least as many entries at once, so that no append waits for it, */
  private static final int LEAST_ENTRIES = 1_600;

  /** and to at most as many: as many as the file has already, in between. */
  private static final int MOST_ENTRIES = 12_800;

  private final Disk disk;
  private final Path path;
  private final int entriesPerFile;

  /** Ascending, without gaps. */
  private volatile QueueFile[] files = {};

  private QueueFile reserved;

  /** Queue offset before which every entry has its file. */
  private volatile long end;

  /** Queue offset before which every entry has a file that can be written to at once. */
  private volatile long made;

  /** Queue offset before which entries that are not written yet have room on the device. */
  private volatile long room;

  /** How many entries before {@link #room} more of it is wanted. */
  private long margin = LEAST_ENTRIES / 2;

  /** Queue offset from which on {@link #prepare} is worth its while. */
  private volatile long wantedAt;

  QueueFiles(Disk disk, Path path, int entriesPerFile) {
    this.disk = disk;
    this.path = path;
    this.entriesPerFile = entriesPerFile;
  }

  int entriesPerFile() {
    return entriesPerFile;
  }

  /** Queue offset of the first file's first entry; 0 where there is no file. */
  long first() {
    QueueFile[] all = files;
    return all.length == 0 ? 0 : all[0].first();
  }

  /** Queue offset after the last file's last entry; 0 where there is no file. */
  long end() {
    return end;
  }

  /** Queue offset before which entries that are not written yet have room on the device. */
  long room() {
    return room;
  }

  boolean empty() {
    return files.length == 0;
  }

  /** The last file, {@code null} where there is none. */
  QueueFile last() {
    QueueFile[] all = files;
    return all.length == 0 ? null : all[all.length - 1];
  }

  /** The file of an entry, {@code null} where there is none. */
  QueueFile of(long offset) {
    QueueFile[] all = files;
    if (all.length == 0 || offset < all[0].first()) {
      return null;
    }
    long index = (offset - all[0].first()) / entriesPerFile;
    return index < all.length ? all[(int) index] : null;
  }

  /**
   * Takes over the files there are.
   *
   * @return {@code false} where one is missing between two others
   * @throws IOException if their length is not the configured one
   */
  synchronized boolean open() throws IOException {
    long fileBytes = (long) entriesPerFile * QueueEntry.BYTES;
    List<QueueFile> found = new ArrayList<>();
    long lastLength = fileBytes;
    for (String name : disk.list(path)) {
      if (name.length() != NAME_LENGTH || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        LOG.warn("{} is no consume queue file: ignored", path.resolve(name));
        continue;
      }
      long start = Long.parseLong(name);
      long length = disk.length(path.resolve(name));
      // The power may have gone before a new file, or one that was cut, got its length again.
      if (length > fileBytes || start % fileBytes != 0) {
        throw new IOException(
            path.resolve(name)
                + " is "
                + length
                + " bytes long but mappedFileSizeConsumeQueue is "
                + fileBytes
                + ": set it to the size this directory was written with, or delete the directory to"
                + " have it rebuilt from the log");
      }
      QueueFile file = file(start / QueueEntry.BYTES);
      boolean follows = found.isEmpty() || found.get(found.size() - 1).end() == file.first();
      if (!follows) {
        LOG.warn("{} lacks the file before {}: it is rebuilt from the log", path, name);
        return false;
      }
      found.add(file);
      lastLength = length;
    }
    if (lastLength == 0) {
      reserved = found.remove(found.size() - 1);
    }
    files = found.toArray(new QueueFile[0]);
    findEnd();
    return !found.isEmpty() || end <= entriesPerFile;
  }

  private void findEnd() {
    QueueFile last = reserved != null ? reserved : last();
    end = last == null ? 0 : last.end();
    made = last() == null ? (reserved == null ? 0 : reserved.first()) : last().end();
  }

  /** Whether entries before {@code until} have their files, and room in those that are made. */
  boolean ready(long until) {
    return until <= end && (until <= room || room == made);
  }

  /** Whether it is time to {@link #prepare} more. */
  boolean wants(long next) {
    return next >= wantedAt;
  }

  /** Says which entry is written next; from its page on there is no room known. */
  synchronized void next(long offset) {
    QueueFile file = of(offset);
    room = file == null ? offset : file.roomAt(offset);
    margin = LEAST_ENTRIES / 2;
    want();
  }

  private void want() {
    wantedAt = Math.min(end - entriesPerFile / 4, room < made ? room - margin : Long.MAX_VALUE);
  }

  /** Gives entries from {@code next} on room, before {@code until} at least. */
  private void allocate(long next, long until) throws IOException {
    long from = Math.max(room, next);
    while (from < until) {
      QueueFile file = of(from);
      if (file == null) {
        throw new IOException(path + " was not made ready for entry " + from);
      }
      long more = Math.max(LEAST_ENTRIES, Math.min(MOST_ENTRIES, from - file.first()));
      long to = Math.min(file.end(), Math.max(until, from + more));
      file.allocate(from, to);
      margin = more / 2;
      room = to;
      from = to;
    }
  }

  /**
   * The mapped file of the last of the entries that are written next, which {@link #prepare} has
   * made room for; those of another file get theirs now.
   */
  synchronized QueueFile turnTo(long next, long last) throws IOException {
    if (of(last) == null && reserved != null) {
      add(reserved);
      reserved = null;
    }
    allocate(next, last + 1);
    want();
    return turnTo(last);
  }

  /** The mapped file of an entry that has room. */
  synchronized QueueFile turnTo(long offset) throws IOException {
    QueueFile file = of(offset);
    if (file == null || file.map() == null) {
      throw new IOException(path + " was not made ready for entry " + offset);
    }
    return file;
  }

  private void add(QueueFile file) throws IOException {
    file.map();
    QueueFile[] more = Arrays.copyOf(files, files.length + 1);
    more[files.length] = file;
    files = more;
    made = file.end();
  }

  /** Makes the files of the next entries and of what may follow them, and gives them room. */
  synchronized void prepare(long next, int entries) throws IOException {
    makeFiles(next, next + Math.max(entries, entriesPerFile / 4 + 1));
    long until = Math.min(made, next + entries);
    if (room < until) {
      allocate(next, until);
    } else if (room < made && next >= room - margin) {
      allocate(next, room + 1);
    }
    want();
  }

  private void makeFiles(long next, long until) throws IOException {
    while (end < until) {
      if (reserved != null) {
        add(reserved);
        reserved = null;
      }
      QueueFile file = file(end > 0 || !empty() ? end : next - next % entriesPerFile);
      disk.map(file.path(), (long) entriesPerFile * QueueEntry.BYTES).release();
      if (empty()) {
        made = file.first();
        room = file.first();
      }
      if (file.first() < next && empty()) {
        file.allocate(file.first(), next);
        add(file);
        fillBlank(file, next);
        room = next;
      } else {
        disk.truncate(file.path(), 0);
        reserved = file;
      }
      end = file.end();
    }
  }

  /** Fills the front of the first file of a queue that does not begin with queue offset 0. */
  private static void fillBlank(QueueFile file, long until) throws IOException {
    ByteBuffer bytes = file.map().buffer();
    for (long offset = file.first(); offset < until; offset++) {
      QueueEntry.put(bytes, file.at(offset), 0, QueueEntry.BLANK_SIZE, 0);
    }
  }

  /**
   * Deletes the files behind the one of an entry and zeroes that one from the entry on.
   *
   * @return whether a file was cut, which is durable with the next force of one of its entries
   */
  synchronized boolean clearFrom(long offset) throws IOException {
    if (reserved != null) {
      disk.delete(reserved.path());
      reserved = null;
    }
    QueueFile[] all = files;
    int kept = all.length;
    // From the back, so that what an interruption leaves has no gap.
    while (kept > 0 && all[kept - 1].first() >= offset) {
      kept--;
      all[kept].drop();
      disk.delete(all[kept].path());
    }
    files = Arrays.copyOf(all, kept);
    QueueFile file = of(offset);
    if (file != null) {
      file.cut(offset);
    }
    findEnd();
    next(offset);
    return file != null;
  }

  /** Deletes the files all of whose entries are before a queue offset, but for the last one. */
  synchronized void dropBefore(long offset) throws IOException {
    QueueFile[] all = files;
    int count = 0;
    while (count < all.length - 1 && all[count].end() <= offset) {
      count++;
    }
    // From the front, so that what an interruption leaves has no gap.
    files = Arrays.copyOfRange(all, count, all.length);
    for (int i = 0; i < count; i++) {
      all[i].drop();
      disk.delete(all[i].path());
    }
  }

  /** Deletes all files. */
  synchronized void delete() throws IOException {
    drop();
    files = new QueueFile[0];
    reserved = null;
    findEnd();
    next(0);
    disk.delete(path);
  }

  /** Makes a range of entries durable. */
  void force(long from, long to) throws IOException {
    long at = from;
    while (at < to) {
      QueueFile file = of(at);
      if (file == null) {
        return;
      }
      long until = Math.min(to, file.end());
      MappedRegion region = file.retain();
      if (region != null) {
        try {
          region.force(file.at(at), (int) (until - at) * QueueEntry.BYTES);
        } finally {
          region.release();
        }
      }
      at = until;
    }
  }

  /** When the newest file was last written, in milliseconds since 1970. */
  long lastModified() throws IOException {
    QueueFile last = last();
    return last == null ? 0 : disk.lastModified(last.path());
  }

  /** Gives the mappings back, and the reserved file. */
  synchronized void close() throws IOException {
    drop();
    if (reserved != null) {
      disk.delete(reserved.path());
      reserved = null;
    }
  }

  private void drop() {
    for (QueueFile file : files) {
      file.drop();
    }
  }

  private QueueFile file(long first) {
    StringBuilder name = new StringBuilder(NAME_LENGTH).append(first * QueueEntry.BYTES);
    while (name.length() < NAME_LENGTH) {
      name.insert(0, '0');
    }
    return new QueueFile(disk, path.resolve(name.toString()), first, entriesPerFile);
  }
}
