/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of one consume queue, named by the byte offset of their first entry. */
final class QueueDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(QueueDirectory.class);
  private static final int NAME_LENGTH = 20;

  private final Disk disk;
  private final Path path;
  private final int entriesPerFile;

  QueueDirectory(Disk disk, Path path, int entriesPerFile) {
    this.disk = disk;
    this.path = path;
    this.entriesPerFile = entriesPerFile;
  }

  /**
   * The files there are, ascending; {@code null} where one is missing between two others.
   *
   * @throws IOException if their length is not the configured one
   */
  QueueFile[] open() throws IOException {
    long fileBytes = (long) entriesPerFile * QueueEntry.BYTES;
    List<QueueFile> files = new ArrayList<>();
    for (String name : disk.list(path)) {
      if (name.length() != NAME_LENGTH || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        LOG.warn("{} is no consume queue file: ignored", path.resolve(name));
        continue;
      }
      long start = Long.parseLong(name);
      long length = disk.length(path.resolve(name));
      // A file that was just being made when the process ended is empty.
      if ((length != fileBytes && length != 0) || start % fileBytes != 0) {
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
      if (!files.isEmpty() && files.get(files.size() - 1).end() != file.first()) {
        LOG.warn("{} lacks the file before {}: it is rebuilt from the log", path, name);
        return null;
      }
      files.add(file);
    }
    return files.toArray(new QueueFile[0]);
  }

  QueueFile file(long first) {
    StringBuilder name = new StringBuilder(NAME_LENGTH).append(first * QueueEntry.BYTES);
    while (name.length() < NAME_LENGTH) {
      name.insert(0, '0');
    }
    return new QueueFile(disk, path.resolve(name.toString()), first, entriesPerFile);
  }

  long lastModified(QueueFile file) throws IOException {
    return disk.lastModified(file.path());
  }

  void delete(QueueFile file) throws IOException {
    file.drop();
    disk.delete(file.path());
  }

  void delete() throws IOException {
    disk.delete(path);
  }
}
