/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of the key index, named by the local time at which each was made. */
final class IndexDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(IndexDirectory.class);
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");
  private static final int NAME_LENGTH = 17;

  private final Disk disk;
  private final Path path;
  private final int slots;
  private final int entries;
  private final Clock clock;

  IndexDirectory(Disk disk, Path path, int slots, int entries, Clock clock) {
    this.disk = disk;
    this.path = path;
    this.slots = slots;
    this.entries = entries;
    this.clock = clock;
  }

  /** The files there are, oldest first. */
  List<IndexFile> open() throws IOException {
    List<IndexFile> files = new ArrayList<>();
    for (String name : disk.list(path)) {
      Path file = path.resolve(name);
      long length = disk.length(file);
      if (name.length() != NAME_LENGTH || !name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        LOG.warn("{} is no index file: ignored", file);
      } else if (length == 0) {
        disk.delete(file);
      } else if (length != IndexFile.length(slots, entries)) {
        LOG.warn(
            "{} is {} bytes long, with maxHashSlotNum {} and maxIndexNum {} it would be {}: keys in"
                + " it are not found",
            file,
            length,
            slots,
            entries,
            IndexFile.length(slots, entries));
      } else {
        files.add(map(file));
      }
    }
    return files;
  }

  /** Makes a file whose name stands behind all others. */
  IndexFile create() throws IOException {
    String name = NAME.format(Instant.ofEpochMilli(clock.millis()).atZone(ZoneId.systemDefault()));
    List<String> names = disk.list(path);
    String last = names.isEmpty() ? "" : names.get(names.size() - 1);
    // The local time may have been set back, by summer time if nothing else.
    if (last.length() == NAME_LENGTH && name.compareTo(last) <= 0) {
      name = Long.toString(Long.parseLong(last) + 1);
    }
    return map(path.resolve(name));
  }

  private IndexFile map(Path file) throws IOException {
    return new IndexFile(file, slots, entries, disk.map(file, IndexFile.length(slots, entries)));
  }

  void delete(IndexFile file) throws IOException {
    file.close();
    disk.delete(file.path());
  }
}
