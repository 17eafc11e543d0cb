/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.marquetry.system.Disk;
import org.marquetry.system.MappedRegion;

/**
 * A disk in memory that can lose its power: what has been forced stays, and of the pages that have
 * not been, an arbitrary part. A store works on one {@link #attach attachment}, which fails with
 * the power.
 */
public final class SimulatedDisk {

  private static final int PAGE_BYTES = 4096;

  private final Map<Path, Content> files = new TreeMap<>();

  /** What was deleted since its directory was last made durable, in the order of the deletions. */
  private final List<Deletion> deletions = new ArrayList<>();

  private Attachment attached;

  private record Deletion(Path path, Content content) {}

  /** A file: as a process sees it, and as the device has it. */
  private static final class Content {
    ByteBuffer seen;
    byte[] kept;

    /** How long the device has the file. */
    int keptLength;

    /** What the device has if a cut has not reached it; {@code null} where none is under way. */
    byte[] uncut;

    Content(int length) {
      seen = ByteBuffer.allocateDirect(length);
      kept = new byte[length];
    }

    void keep(int offset, int length) {
      int from = offset / PAGE_BYTES * PAGE_BYTES;
      int to = Math.min(seen.capacity(), offset + length + PAGE_BYTES - 1);
      seen.get(from, kept, from, to - from);
      keptLength = kept.length;
      uncut = null;
    }
  }

  /** The disk as one life of a process has it. */
  public Attachment attach() {
    attached = new Attachment();
    return attached;
  }

  /**
   * Ends the process that is attached, and with {@code pages} less than 1 the machine.
   *
   * @param pages chance of each page, and each change of a directory, to have reached the device by
   *     itself; 1 for a process that was merely killed
   */
  public synchronized void lose(Random random, double pages) {
    attached.dead = true;
    if (pages < 1 && !deletions.isEmpty()) {
      // Directories keep the order of their changes.
      int undone = random.nextInt(deletions.size() + 1);
      for (Deletion deletion : deletions.subList(undone, deletions.size())) {
        files.putIfAbsent(deletion.path, deletion.content);
      }
    }
    deletions.clear();
    for (Map.Entry<Path, Content> file : files.entrySet()) {
      Content content = file.getValue();
      if (content.uncut != null && random.nextDouble() >= pages) {
        content.kept = content.uncut;
        content.keptLength = content.uncut.length;
      }
      int length = random.nextDouble() < pages ? content.kept.length : content.keptLength;
      Content left = new Content(length);
      for (int page = 0; page < length; page += PAGE_BYTES) {
        int bytes = Math.min(PAGE_BYTES, length - page);
        if (random.nextDouble() < pages && page + bytes <= content.seen.capacity()) {
          content.seen.get(page, left.kept, page, bytes);
        } else {
          System.arraycopy(content.kept, page, left.kept, page, bytes);
        }
      }
      left.seen.put(0, left.kept);
      left.keptLength = length;
      if (pages == 1) {
        // What a killed process leaves is not on the device yet.
        left.kept = content.kept;
        left.keptLength = content.keptLength;
        left.uncut = content.uncut;
      }
      file.setValue(left);
    }
  }

  /** Changes bytes of a file, as a bad device would. */
  public synchronized void damage(Path file, int offset, byte[] bytes) {
    Content content = files.get(file);
    content.seen.put(offset, bytes);
    System.arraycopy(bytes, 0, content.kept, offset, bytes.length);
  }

  /** Bytes of a file as a process sees them. */
  public synchronized byte[] read(Path file, int offset, int length) {
    byte[] bytes = new byte[length];
    files.get(file).seen.get(offset, bytes);
    return bytes;
  }

  /** Paths of all files. */
  public synchronized Set<Path> paths() {
    return new TreeSet<>(files.keySet());
  }

  /** One life of a process. */
  public final class Attachment implements Disk {

    private final Set<Path> locks = new HashSet<>();
    private long operationsLeft = Long.MAX_VALUE;
    private Predicate<Path> full = path -> false;
    private Predicate<Path> broken = path -> false;
    private Space space = new Space(1000, 900);
    private int regions;
    private boolean dead;

    /** Mapped regions that have not been given back. */
    public int regions() {
      synchronized (SimulatedDisk.this) {
        return regions;
      }
    }

    /** Fails every operation after the next {@code operations}. */
    public void failAfter(long operations) {
      synchronized (SimulatedDisk.this) {
        operationsLeft = operations;
      }
    }

    /** Lets no file be made or extended at these paths. */
    public void full(Predicate<Path> paths) {
      synchronized (SimulatedDisk.this) {
        full = paths;
      }
    }

    /** Lets nothing be forced at these paths. */
    public void broken(Predicate<Path> paths) {
      synchronized (SimulatedDisk.this) {
        broken = paths;
      }
    }

    /** Sets the space of the device. */
    public void space(long total, long usable) {
      synchronized (SimulatedDisk.this) {
        space = new Space(total, usable);
      }
    }

    private void check(Path path) throws IOException {
      if (dead || --operationsLeft < 0) {
        throw new IOException(path + ": no power");
      }
    }

    private void directoryKept(Path directory) {
      deletions.removeIf(deletion -> directory.equals(deletion.path.getParent()));
    }

    @Override
    public MappedRegion map(Path file, long length) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(file);
        Content content = files.get(file);
        if (full.test(file) && (content == null || content.seen.capacity() < length)) {
          throw new IOException(file + ": no space left on device");
        }
        if (content == null) {
          content = new Content((int) length);
          files.put(file, content);
          directoryKept(file.getParent());
        } else if (content.seen.capacity() < length) {
          Content longer = new Content((int) length);
          longer.seen.put(0, content.seen, 0, content.seen.capacity());
          System.arraycopy(content.kept, 0, longer.kept, 0, content.kept.length);
          content.seen = longer.seen;
          content.kept = longer.kept;
        }
        regions++;
        return new Region(file, content, content.seen.slice(0, (int) length));
      }
    }

    @Override
    public void allocate(Path file, long offset, long length) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(file);
        if (full.test(file)) {
          throw new IOException(file + ": no space left on device");
        }
        Content content = files.get(file);
        for (long at = offset; at < offset + length; at++) {
          content.seen.put((int) at, (byte) 0);
        }
      }
    }

    @Override
    public void truncate(Path file, long length) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(file);
        Content old = files.get(file);
        if (old == null) {
          throw new IOException(file + ": no such file");
        }
        int left = (int) Math.min(length, old.seen.capacity());
        Content content = new Content((int) length);
        content.seen.put(0, old.seen, 0, left);
        content.keep(0, (int) length);
        files.put(file, content);
      }
    }

    @Override
    public void cut(Path file, long length) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(file);
        Content old = files.get(file);
        if (old == null) {
          throw new IOException(file + ": no such file");
        }
        Content content = new Content((int) length);
        int left = Math.min(content.kept.length, old.kept.length);
        content.seen.put(0, old.seen, 0, left);
        System.arraycopy(old.kept, 0, content.kept, 0, left);
        content.keptLength = Math.min(old.keptLength, content.kept.length);
        content.uncut = old.uncut != null ? old.uncut : Arrays.copyOf(old.kept, old.keptLength);
        files.put(file, content);
      }
    }

    @Override
    public long length(Path file) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(file);
        Content content = files.get(file);
        return content == null ? -1 : content.seen.capacity();
      }
    }

    @Override
    public byte[] read(Path file) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(file);
        Content content = files.get(file);
        return content == null ? null : SimulatedDisk.this.read(file, 0, content.seen.capacity());
      }
    }

    @Override
    public void replace(Path file, byte[] bytes) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(file);
        Content content = new Content(bytes.length);
        content.seen.put(0, bytes);
        content.keep(0, bytes.length);
        files.put(file, content);
        directoryKept(file.getParent());
      }
    }

    @Override
    public List<String> list(Path directory) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(directory);
        Set<String> names = new TreeSet<>();
        int depth = directory.getNameCount();
        for (Path file : files.keySet()) {
          if (file.startsWith(directory) && file.getNameCount() > depth) {
            names.add(file.getName(depth).toString());
          }
        }
        return List.copyOf(names).stream().sorted().toList();
      }
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(directory);
      }
    }

    @Override
    public void delete(Path path) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(path);
        for (Path file : paths()) {
          if (file.startsWith(path)) {
            deletions.add(new Deletion(file, files.remove(file)));
          }
        }
      }
    }

    @Override
    public long lastModified(Path file) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(file);
        return files.containsKey(file) ? Long.MAX_VALUE : 0;
      }
    }

    @Override
    public Space space(Path path) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(path);
        return space;
      }
    }

    @Override
    public Lock lock(Path file) throws IOException {
      synchronized (SimulatedDisk.this) {
        check(file);
        if (!locks.add(file)) {
          return null;
        }
        return () -> locks.remove(file);
      }
    }

    private final class Region implements MappedRegion {

      private final Path file;
      private final Content content;
      private final ByteBuffer buffer;
      private int references = 1;

      Region(Path file, Content content, ByteBuffer buffer) {
        this.file = file;
        this.content = content;
        this.buffer = buffer;
      }

      @Override
      public ByteBuffer buffer() {
        return buffer;
      }

      @Override
      public void force(int offset, int length) throws IOException {
        synchronized (SimulatedDisk.this) {
          check(file);
          if (broken.test(file)) {
            throw new IOException(file + ": input/output error");
          }
          content.keep(offset, length);
        }
      }

      @Override
      public boolean retain() {
        synchronized (SimulatedDisk.this) {
          if (references == 0) {
            return false;
          }
          references++;
          return true;
        }
      }

      @Override
      public void release() {
        synchronized (SimulatedDisk.this) {
          if (references == 0) {
            throw new IllegalStateException(file + " was released once too often");
          }
          if (--references == 0) {
            regions--;
          }
        }
      }
    }
  }
}
