/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.retention;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.marquetry.store.index.KeyIndex;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.queue.ConsumeQueue;
import org.marquetry.store.recovery.DroppedTopics;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops from the log what is older than it has to be, and what of queues and index belongs to it:
 * in the hours set for it, when it is asked to, and whenever the device gets full. Thread-safe;
 * blocks for the disk.
 */
public final class LogCleaner {

  private static final Logger LOG = LoggerFactory.getLogger(LogCleaner.class);

  /** Segments dropped in one pass for want of room, so that a pass has an end. */
  private static final int MOST_FORCED = 10;

  private static final long DROP_SECONDS = 60;
  private static final long HOUR_MILLIS = 3_600_000;

  private final RetentionPolicy policy;
  private final LogParts parts;
  private final SegmentAges ages;
  private final Clock clock;
  private String lastHeld = "";

  /**
   * The store's parts that are cleaned.
   *
   * @param drop drops what ends at or before a position from the log; tells its first position
   * @param index {@code null} for none
   * @param dropped topics that were deleted
   */
  public record LogParts(
      LogChain log,
      LongFunction<CompletableFuture<Long>> drop,
      Supplier<Collection<ConsumeQueue>> queues,
      KeyIndex index,
      DroppedTopics dropped,
      RecordTime recordTimes,
      OffsetByTime offsets,
      Space space) {}

  /** The device that holds the log. */
  @FunctionalInterface
  public interface Space {
    Disk.Space now() throws IOException;
  }

  public LogCleaner(RetentionPolicy policy, LogParts parts, Clock clock) {
    this.policy = policy;
    this.parts = parts;
    this.clock = clock;
    ages = new SegmentAges(parts.log(), parts.recordTimes());
  }

  /**
   * One look at what there is to drop.
   *
   * @param now whether to drop what is old enough whatever the hour
   * @throws IOException if it cannot be dropped; the message names what
   */
  public synchronized Cleaned pass(boolean now) throws IOException {
    RetentionRules rules = policy.rules();
    LogChain log = parts.log();
    long before = log.firstPosition();
    long kept = keptByTopics();
    double used = parts.space().now().usedRatio();
    String heldBy = null;
    if (now || rules.hours().contains(hour()) || used >= rules.cleanRatio()) {
      long bound = expired(rules.keepMillis(), kept);
      heldBy = drop(bound, "they are older than " + rules.keepMillis() / HOUR_MILLIS + " h", used);
    }
    for (int i = 0; rules.force() && used >= rules.forceRatio() && i < MOST_FORCED; i++) {
      long first = log.firstPosition();
      heldBy = drop(ages.endOfOldest(), "the disk is nearly full", used);
      if (log.firstPosition() == first) {
        break;
      }
      used = parts.space().now().usedRatio();
    }
    return new Cleaned(before, log.firstPosition(), heldBy);
  }

  private int hour() {
    return Instant.ofEpochMilli(clock.millis()).atZone(ZoneId.systemDefault()).getHour();
  }

  /** Up to where nothing has to be kept for its age. */
  private long expired(long keepMillis, long keptByTopics) throws IOException {
    long old = ages.fullBefore(clock.millis() - keepMillis);
    if (keptByTopics == Long.MAX_VALUE) {
      return old;
    }
    // Topics that are kept for a shorter time let the log go before its time, if it has no others.
    Map<String, Long> own = policy.topics();
    long bound = Math.min(keptByTopics, ages.lastSegment());
    for (ConsumeQueue queue : parts.queues().get()) {
      if (bound > old && !own.containsKey(queue.topic())) {
        long first = firstPosition(queue, queue.minOffset(parts.log().firstPosition()));
        bound = Math.min(bound, Math.max(old, first));
      }
    }
    return bound;
  }

  /**
   * Has consumers get no messages of topics with a retention of their own that are too old for it.
   *
   * @return where the first message is that such a topic keeps, {@link Long#MAX_VALUE} where no
   *     topic has a retention of its own, the end of the log where none keeps a message
   */
  private long keptByTopics() throws IOException {
    Map<String, Long> own = policy.topics();
    long kept = own.isEmpty() ? Long.MAX_VALUE : parts.log().endPosition();
    for (ConsumeQueue queue : parts.queues().get()) {
      Long keepMillis = own.get(queue.topic());
      if (keepMillis == null) {
        queue.expireBefore(0);
      } else {
        long offset = parts.offsets().search(queue, clock.millis() - keepMillis);
        queue.expireBefore(offset);
        kept = Math.min(kept, firstPosition(queue, offset));
      }
    }
    return kept;
  }

  /** Position of the first message from a queue offset on, {@link Long#MAX_VALUE} for none. */
  private static long firstPosition(ConsumeQueue queue, long from) throws IOException {
    long end = queue.maxOffset();
    for (long offset = from; offset < end; offset++) {
      long position = queue.position(offset);
      if (position >= 0) {
        return position;
      }
    }
    return Long.MAX_VALUE;
  }

  /**
   * Drops what is before a position and nobody needs.
   *
   * @return who needs some of it, {@code null} for nobody
   */
  private String drop(long bound, String reason, double used) throws IOException {
    long first = parts.log().firstPosition();
    LogGuard holder = null;
    long allowed = bound;
    for (LogGuard guard : bound > first ? policy.guards() : List.<LogGuard>of()) {
      long needed = guard.neededFrom();
      if (needed < allowed) {
        allowed = needed;
        holder = guard;
      }
    }
    String heldBy = holder == null ? null : holder.name() + " from position " + allowed + " on";
    tellHeld(heldBy);
    if (allowed > first) {
      long dropped = await(parts.drop().apply(allowed));
      if (dropped > first) {
        LOG.info(
            "Messages before position {} are dropped: {} (disk {} % full)",
            dropped, reason, Math.round(used * 100));
        dropEntries(dropped);
      }
    }
    return heldBy;
  }

  private void tellHeld(String heldBy) {
    if (heldBy != null && !heldBy.equals(lastHeld)) {
      LOG.warn("The log keeps what is due to be dropped: it is needed by {}", heldBy);
    }
    lastHeld = heldBy == null ? "" : heldBy;
  }

  private void dropEntries(long first) throws IOException {
    for (ConsumeQueue queue : parts.queues().get()) {
      queue.dropBefore(queue.minOffset(first));
    }
    if (parts.index() != null) {
      parts.index().dropBefore(first);
    }
    parts.dropped().prune(first);
  }

  private static long await(CompletableFuture<Long> dropping) throws IOException {
    try {
      return dropping.get(DROP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException(
          "old messages are not dropped within " + DROP_SECONDS + " s; it goes on", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while old messages are dropped; it goes on", e);
    }
  }
}
