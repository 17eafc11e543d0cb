/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.marquetry.plugin.Providers;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.LogView;
import org.marquetry.store.StorageBackend;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;

/**
 * All messages of a broker: the log, the consume queues over it and the key index. Thread-safe.
 *
 * <p>May be called on I/O threads: {@link #append} and {@link #appendBatch} into a queue that is
 * {@link LogicalQueue#ready()}, {@link #pull} of {@link #hot} data, {@link #queue}, {@link
 * #whenDurable}. Everything else may block.
 */
public final class MessageStore implements AutoCloseable {

  private MessageStore() {}

  /**
   * Opens the store of a directory, recovering it after a crash, and starts its workers.
   *
   * @throws StoreException if the directory is in use, cannot be written, or holds what cannot be
   *     understood
   */
  public static MessageStore open(
      StoreSettings settings,
      Providers<StorageBackend> backends,
      Disk disk,
      Clock clock,
      Scheduler scheduler)
      throws StoreException {
    throw new StoreException("to be built");
  }

  /** Sets the address that goes into every record from now on. To be called before appends. */
  public void storeHost(InetSocketAddress address) {
    throw new UnsupportedOperationException();
  }

  /** Sets who is told of new messages. To be called before appends. */
  public void onAppend(AppendListener listener) {
    throw new UnsupportedOperationException();
  }

  /** The queue, {@code null} where no message was ever appended to it. */
  public LogicalQueue queue(String topic, int queueId) {
    throw new UnsupportedOperationException();
  }

  /**
   * The queue, made if it is not there yet (in memory only: its files come with the first append).
   */
  public LogicalQueue openQueue(String topic, int queueId) {
    throw new UnsupportedOperationException();
  }

  /** Queues of a topic that exist, by id. */
  public List<LogicalQueue> queues(String topic) {
    throw new UnsupportedOperationException();
  }

  /** Topics that have queues. */
  public List<String> topics() {
    throw new UnsupportedOperationException();
  }

  /** Makes the queue {@link LogicalQueue#ready()}. Blocks for the disk. */
  public void prepare(LogicalQueue queue) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Appends one message. {@code result} is filled in only with {@link AppendStatus#OK}. */
  public AppendStatus append(LogicalQueue queue, MessageDraft draft, Appended result) {
    throw new UnsupportedOperationException();
  }

  /** Appends all of {@code drafts}, next to each other, or none. */
  public AppendStatus appendBatch(LogicalQueue queue, List<MessageDraft> drafts, Appended result) {
    throw new UnsupportedOperationException();
  }

  /** Why appends are refused, {@code null} while they are not. */
  public String refusal() {
    throw new UnsupportedOperationException();
  }

  /** See {@link org.marquetry.store.MessageLog#whenDurable}. */
  public void whenDurable(long position, Durability level, DurabilityListener listener) {
    throw new UnsupportedOperationException();
  }

  /**
   * Finds messages from a queue offset on. Fills {@code into}, whose views the caller then owns,
   * with {@link PullStatus#FOUND}; offsets are always filled in.
   *
   * @param maxMessages at least 1
   * @param maxBytes bound of the sum of records; one message is always given
   */
  public PullStatus pull(
      LogicalQueue queue,
      long queueOffset,
      int maxMessages,
      int maxBytes,
      EntryFilter filter,
      PullBatch into) {
    throw new UnsupportedOperationException();
  }

  /** Whether the message at this queue offset is likely to be in memory. */
  public boolean hot(LogicalQueue queue, long queueOffset) {
    throw new UnsupportedOperationException();
  }

  /** The record at exactly this position, {@code null} where none starts there. */
  public LogView record(long position) {
    throw new UnsupportedOperationException();
  }

  /**
   * Records with a key, newest first.
   *
   * @param begin earliest store time, in milliseconds since 1970
   * @param end latest store time
   * @return at most {@code max} views, which the caller releases
   */
  public List<LogView> query(String topic, String key, int max, long begin, long end) {
    throw new UnsupportedOperationException();
  }

  /** Store time and position of the newest indexed message; zeros where nothing is indexed. */
  public IndexProgress indexProgress() {
    throw new UnsupportedOperationException();
  }

  /**
   * Queue offset by store time. Lower: the first message stored at or after {@code timestamp}, else
   * the max offset. Upper: the last message stored at or before it.
   */
  public long offsetByTime(LogicalQueue queue, long timestamp, boolean upper) {
    throw new UnsupportedOperationException();
  }

  /** Store time of the message at this queue offset in milliseconds since 1970, -1 if none. */
  public long storeTime(LogicalQueue queue, long queueOffset) {
    throw new UnsupportedOperationException();
  }

  /**
   * Deletes the queues of a topic and their files; messages stay in the log until it is cleaned.
   */
  public void deleteTopic(String topic) {
    throw new UnsupportedOperationException();
  }

  public long firstPosition() {
    throw new UnsupportedOperationException();
  }

  public long endPosition() {
    throw new UnsupportedOperationException();
  }

  public long durablePosition() {
    throw new UnsupportedOperationException();
  }

  /** Used share of the device, 0 to 1. */
  public double diskUsedRatio() {
    throw new UnsupportedOperationException();
  }

  /** Makes everything durable, marks the stop as clean, gives up files and threads. */
  @Override
  public void close() {}

  /**
   * @param storeTimestamp in milliseconds since 1970
   */
  public record IndexProgress(long storeTimestamp, long position) {}
}
