/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.mapped;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a log: equally long, each named by the position of its first byte. */
final class SegmentFiles {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentFiles.class);
  private static final int NAME_LENGTH = 20;

  private final Disk disk;
  private final Path directory;
  private final int segmentBytes;

  SegmentFiles(Disk disk, Path directory, int segmentBytes) {
    this.disk = disk;
    this.directory = directory;
    this.segmentBytes = segmentBytes;
  }

  /**
   * Maps the segments there are, ascending and without a gap.
   *
   * @param bound a segment that begins there or behind is none of this log, unless it is the first
   */
  List<Segment> open(long bound) throws IOException {
    List<Long> starts = starts();
    while (starts.size() > 1 && starts.get(starts.size() - 1) >= bound) {
      starts.remove(starts.size() - 1);
    }
    for (int i = 0; i < starts.size(); i++) {
      check(starts, i);
    }
    List<Segment> segments = new ArrayList<>();
    for (long start : starts) {
      segments.add(map(start));
    }
    return segments;
  }

  /** Maps a segment, making its file if there is none. */
  Segment map(long start) throws IOException {
    Path file = file(start);
    return new Segment(start, segmentBytes, file, disk.map(file, segmentBytes));
  }

  /** Gives room on the device to a range of positions, where nothing has been written yet. */
  void allocate(Segment segment, long from, long to) throws IOException {
    disk.allocate(segment.file(), from - segment.start(), to - from);
  }

  /** Cuts a segment's file at {@code position} for good; nobody may be using its mapping. */
  Segment cut(Segment segment, long position) throws IOException {
    segment.region().release();
    disk.truncate(segment.file(), position - segment.start());
    Segment cut = map(segment.start());
    // So that the file has its full length again even after a loss of power.
    cut.region().force(segmentBytes - 1, 1);
    return cut;
  }

  /** Gives the mapping back and deletes the file; readers keep what they hold. */
  void delete(Segment segment) throws IOException {
    segment.region().release();
    disk.delete(segment.file());
  }

  /** When the segment was last written, in milliseconds since 1970. */
  long lastModified(Segment segment) throws IOException {
    return disk.lastModified(segment.file());
  }

  private List<Long> starts() throws IOException {
    List<Long> starts = new ArrayList<>();
    for (String name : disk.list(directory)) {
      if (name.length() == NAME_LENGTH && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        starts.add(Long.parseLong(name));
      } else {
        LOG.warn("{} is no commit log file: ignored", directory.resolve(name));
      }
    }
    return starts;
  }

  private void check(List<Long> starts, int index) throws IOException {
    long start = starts.get(index);
    long length = disk.length(file(start));
    boolean last = index == starts.size() - 1;
    if (length > segmentBytes) {
      throw new IOException(
          file(start)
              + " is "
              + length
              + " bytes long but mappedFileSizeCommitLog is "
              + segmentBytes
              + ": set it to the size this directory was written with");
    }
    if (!last && starts.get(index + 1) != start + segmentBytes) {
      throw new IOException(
          file(start + segmentBytes)
              + " is missing between "
              + file(start)
              + " ("
              + length
              + " bytes) and "
              + file(starts.get(index + 1))
              + ": restore it, or set mappedFileSizeCommitLog, now "
              + segmentBytes
              + ", to the size this directory was written with");
    }
    // A new file, or one that is cut, may have lost the power before it got its full length.
    if (length < segmentBytes) {
      LOG.warn("{} has only {} of {} bytes: the rest is void", file(start), length, segmentBytes);
    }
  }

  private Path file(long start) {
    StringBuilder name = new StringBuilder(NAME_LENGTH).append(start);
    while (name.length() < NAME_LENGTH) {
      name.insert(0, '0');
    }
    return directory.resolve(name.toString());
  }
}
