/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.marquetry.message.MessageRecord;
import org.marquetry.message.RecordLayout;
import org.marquetry.message.SysFlag;
import org.marquetry.store.LogView;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.log.RecordFinder;
import org.marquetry.store.log.SpanAwayException;
import org.marquetry.store.recovery.Checkpoint;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds records by their keys. A worker follows the log and enters the keys of each record; it is a
 * little behind, so a query first does what is left to do. What the index lacks after a crash is
 * entered again from the log. Thread-safe.
 */
public final class KeyIndex implements AutoCloseable {

  private record Newest(long timestamp, long position) {}

  private static final Logger LOG = LoggerFactory.getLogger(KeyIndex.class);
  private static final long IDLE_MILLIS = 100;
  private static final long RETRY_MILLIS = 10_000;
  private static final long FLUSH_NANOS = 30_000_000_000L;
  private static final long CHECKPOINT_SLACK_MILLIS = 3_000;

  /** Bytes of the log that one turn works through, so that a stop need not wait long. */
  private static final int TURN_BYTES = 8 << 20;

  /** What a query or the stop works through at most before going on without the rest. */
  private static final long CATCH_UP_BYTES = 256L << 20;

  private final LogChain log;
  private final IndexDirectory directory;
  private final Checkpoint checkpoint;
  private final Clock clock;
  private final boolean clean;
  private final Scheduler.Worker worker;

  /** Held by whoever enters keys. */
  private final ReentrantLock building = new ReentrantLock();

  private final MessageRecord record = new MessageRecord();
  private final RecordKeys keys = new RecordKeys();
  private boolean loaded;
  private boolean broken;
  private boolean dirty;
  private long next;
  private long lastTimestamp;
  private long lastFlush;

  private volatile Newest newest = new Newest(0, 0);

  /** Oldest first. */
  private volatile IndexFile[] files = {};

  /**
   * Opens the index and starts the worker.
   *
   * @param clean whether the store was closed properly: if not, the last file is repaired
   */
  public KeyIndex(
      IndexSettings settings,
      LogChain log,
      Checkpoint checkpoint,
      Clock clock,
      Scheduler scheduler,
      boolean clean) {
    this.log = log;
    this.checkpoint = checkpoint;
    this.clock = clock;
    this.clean = clean;
    directory =
        new IndexDirectory(
            settings.disk(), settings.directory(), settings.slots(), settings.entries(), clock);
    lastFlush = clock.nanos();
    worker = scheduler.worker("key-index", this::turn);
  }

  /**
   * Gives the positions of records that may have the key, newest first; there may be others and
   * duplicates among them.
   *
   * @param begin earliest store time, in milliseconds since 1970
   * @param end latest store time
   * @param visitor returns {@code false} when it has had enough
   */
  public void find(String topic, String key, long begin, long end, LongPredicate visitor) {
    catchUp();
    int hash = RecordKeys.hash(topic + "#" + key);
    IndexFile[] all = files;
    for (int i = all.length - 1; i >= 0; i--) {
      if (!all[i].find(hash, begin, end, visitor)) {
        return;
      }
    }
  }

  /** Store time of the newest record with a key, 0 where there is none. */
  public long lastTimestamp() {
    return newest.timestamp;
  }

  /** Position of the newest record with a key, 0 where there is none. */
  public long lastPosition() {
    return newest.position;
  }

  /**
   * Deletes the files whose messages are all before a position. Blocks for the disk.
   *
   * @param position first one of the log
   */
  public void dropBefore(long position) throws IOException {
    building.lock();
    try {
      IndexFile[] all = files;
      int count = 0;
      while (loaded && !broken && count < all.length - 1 && all[count].endPosition() < position) {
        count++;
      }
      files = Arrays.copyOfRange(all, count, all.length);
      for (int i = 0; i < count; i++) {
        directory.delete(all[i]);
      }
    } finally {
      building.unlock();
    }
  }

  private void catchUp() {
    building.lock();
    try {
      long left = CATCH_UP_BYTES;
      while (!broken && (!loaded || (next < log.readablePosition() && left > 0))) {
        long from = next;
        build();
        // Between two spans positions may be passed over that no record has.
        left -= Math.min(next - from, TURN_BYTES);
      }
    } catch (IOException e) {
      LOG.warn("The key index is behind the log: {}", e.getMessage());
    } finally {
      building.unlock();
    }
  }

  /** One turn of the worker. */
  private long turn() {
    building.lock();
    try {
      if (broken) {
        return -1;
      }
      build();
      if (clock.nanos() - lastFlush >= FLUSH_NANOS) {
        flush();
      }
      return next < log.readablePosition() ? 0 : IDLE_MILLIS;
    } catch (SpanAwayException e) {
      return IDLE_MILLIS;
    } catch (IOException e) {
      LOG.error("Keys cannot be indexed, which is tried again: {}", e.getMessage());
      return RETRY_MILLIS;
    } finally {
      building.unlock();
    }
  }

  private void build() throws IOException {
    try {
      if (!loaded) {
        load();
        loaded = true;
      }
      long end = log.readablePosition();
      if (next < end) {
        next = enterOrPass(next, end);
        tellNewest();
      }
    } catch (InternalError e) {
      // A bus error: the device has no room for a sparse page, or cannot read one.
      broken = true;
      LOG.error("The key index cannot be used until the broker has been restarted", e);
    }
  }

  /** Passes over a span whose backend does not come back soon: new messages count more. */
  private long enterOrPass(long from, long end) throws IOException {
    try {
      return enter(from, end);
    } catch (SpanAwayException e) {
      throw e;
    } catch (IOException e) {
      long behind = log.follow(from);
      if (behind == from) {
        throw e;
      }
      LOG.error(
          "Keys of messages from position {} to {} are not indexed: {}",
          from,
          behind,
          e.getMessage());
      return behind;
    }
  }

  private void tellNewest() {
    IndexFile[] all = files;
    IndexFile last = all.length == 0 ? null : all[all.length - 1];
    if (last != null && last.endTimestamp() > 0) {
      newest = new Newest(last.endTimestamp(), last.endPosition());
    }
  }

  /**
   * Enters the keys of records from a position on.
   *
   * @return where to go on
   */
  private long enter(long from, long end) throws IOException {
    LogView view = log.read(from, (int) Math.min(Integer.MAX_VALUE, end - from));
    if (view == null) {
      return log.follow(from);
    }
    try {
      ByteBuffer bytes = view.buffer();
      int at = 0;
      while (at < bytes.limit() && at < TURN_BYTES) {
        if (bytes.limit() - at < RecordLayout.FILLER_HEAD
            || bytes.getInt(at + RecordLayout.MAGIC) == RecordLayout.MAGIC_FILLER) {
          return from + bytes.limit();
        }
        if (wrap(bytes, at, from + at)) {
          enter();
          at += record.size();
        } else {
          int sound = RecordFinder.next(bytes, at + 1, from);
          at = sound < 0 ? bytes.limit() : sound;
        }
      }
      return from + at;
    } finally {
      view.release();
    }
  }

  private boolean wrap(ByteBuffer bytes, int at, long position) {
    try {
      return record.wrap(bytes, at).position() == position;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void enter() throws IOException {
    lastTimestamp = record.storeTimestamp();
    boolean rolledBack =
        (record.sysFlag() & SysFlag.TRANSACTION_MASK) == SysFlag.TRANSACTION_ROLLBACK;
    if (rolledBack) {
      return;
    }
    keys.of(record);
    for (int i = 0; i < keys.count(); i++) {
      writable().put(keys.hash(i), record.position(), record.storeTimestamp());
      dirty = true;
    }
  }

  private IndexFile writable() throws IOException {
    IndexFile[] all = files;
    if (all.length > 0 && !all[all.length - 1].full()) {
      return all[all.length - 1];
    }
    if (all.length > 0) {
      IndexFile full = all[all.length - 1];
      full.force();
      // RocketMQ throws away, after a crash, the files that end later than this.
      checkpoint.index(Math.max(checkpoint.indexTimestamp(), full.endTimestamp()));
    }
    IndexFile file = directory.create();
    IndexFile[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = file;
    files = more;
    return file;
  }

  /** Opens the files and finds out from where on the log has to be worked through. */
  private void load() throws IOException {
    long end = log.endPosition();
    long first = log.firstPosition();
    List<IndexFile> found = new ArrayList<>(directory.open());
    try {
      next = Math.max(first, repair(found, first, end));
    } catch (IOException e) {
      found.forEach(IndexFile::close);
      throw e;
    }
    files = found.toArray(new IndexFile[0]);
    tellNewest();
    if (end - next > TURN_BYTES) {
      LOG.info("Keys of messages from position {} to {} are indexed", next, end);
    }
  }

  /**
   * Makes the last file whole, dropping files that have no sound entry.
   *
   * @return where the first record begins whose keys may be missing
   */
  private long repair(List<IndexFile> found, long first, long end) throws IOException {
    while (!found.isEmpty()) {
      IndexFile last = found.get(found.size() - 1);
      boolean sound = clean && !last.empty() && last.endPosition() < end;
      if (!sound) {
        LOG.info("{} is repaired: keys are entered again where they are missing", last.path());
        sound = last.repair(first, end, this::storeTime);
      }
      if (sound) {
        return Math.max(after(last.endPosition()), segmentOfCheckpoint());
      }
      directory.delete(last);
      found.remove(found.size() - 1);
    }
    return first;
  }

  /** Whether the span that a position lies in can be read. */
  private boolean there(long position) {
    return log.follow(position) == position;
  }

  /** Position after the record at a position. */
  private long after(long position) throws IOException {
    LogView view = there(position) ? log.read(position, Integer.MAX_VALUE) : null;
    if (view == null) {
      return position;
    }
    try {
      return wrap(view.buffer(), 0, position) ? position + record.size() : position;
    } finally {
      view.release();
    }
  }

  private long storeTime(long position) throws IOException {
    LogView view = there(position) ? log.read(position, Integer.MAX_VALUE) : null;
    if (view == null) {
      return -1;
    }
    try {
      return wrap(view.buffer(), 0, position) ? record.storeTimestamp() : -1;
    } finally {
      view.release();
    }
  }

  /** Begin of the newest segment before which all keys were entered and made durable. */
  private long segmentOfCheckpoint() throws IOException {
    long known = checkpoint.indexTimestamp() - CHECKPOINT_SLACK_MILLIS;
    long[] segments = log.segments();
    for (int i = segments.length - 1; i >= 0; i--) {
      long time = storeTime(segments[i]);
      if (time >= 0 && time <= known) {
        return segments[i];
      }
    }
    return log.firstPosition();
  }

  private void flush() throws IOException {
    lastFlush = clock.nanos();
    IndexFile[] all = files;
    if (dirty && all.length > 0) {
      all[all.length - 1].force();
      dirty = false;
    }
    if (lastTimestamp > checkpoint.indexTimestamp()) {
      checkpoint.index(lastTimestamp);
    }
  }

  /** Enters what is left, makes it durable and gives the files back. */
  @Override
  public void close() throws IOException {
    worker.close();
    catchUp();
    building.lock();
    try {
      if (!broken) {
        if (next < log.readablePosition()) {
          LOG.warn("Keys from position {} on are not indexed before the next start", next);
        }
        flush();
      }
    } finally {
      broken = true;
      for (IndexFile file : files) {
        file.close();
      }
      building.unlock();
    }
  }
}
