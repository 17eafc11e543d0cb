/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.marquetry.admin.StoreAdmin;
import org.marquetry.admin.StoreAdmin.Switched;
import org.marquetry.message.MessageRecord;
import org.marquetry.plugin.Providers;
import org.marquetry.store.Durability;
import org.marquetry.store.DurabilityListener;
import org.marquetry.store.LogView;
import org.marquetry.store.StorageBackend;
import org.marquetry.store.index.KeyIndex;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.retention.Cleaned;
import org.marquetry.store.retention.RetentionPolicy;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All messages of a broker: the log, the consume queues over it and the key index. Thread-safe.
 *
 * <p>May be called on I/O threads: {@link #append} and {@link #appendBatch} into a queue that is
 * {@link LogicalQueue#ready()}, {@link #pull} of {@link #surelyHot} data, {@link #surelyHot},
 * {@link #queue}, {@link #whenDurable}. Everything else may block.
 */
public final class MessageStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MessageStore.class);

  private final StoreSettings settings;
  private final OpenStore parts;
  private final LogChain log;
  private final QueueTable queues;
  private final WriteGate gate;
  private final Appender appender;
  private final Puller puller;
  private final RecordReader records;
  private final TimeSearch times;
  private final KeyQuery keys;

  private MessageStore(StoreSettings settings, OpenStore parts, Clock clock) {
    this.settings = settings;
    this.parts = parts;
    log = parts.log();
    queues = parts.queues();
    gate = parts.gate();
    appender = parts.appender();
    puller = new Puller(log, clock);
    records = new RecordReader(log);
    times = new TimeSearch(log, records);
    keys = new KeyQuery(parts.index(), records);
  }

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
    return open(settings, backends, disk, clock, scheduler, TagsCodes::of, topic -> false);
  }

  /**
   * Like {@link #open(StoreSettings, Providers, Disk, Clock, Scheduler)}, for a store in which some
   * queue entries carry something else than the hash of the tag.
   *
   * @param tagsCodes tells recovery what {@link MessageDraft#tagsCode} a record was stored with
   * @param fansOut tells of a topic whether its messages go into the light queues that they name
   */
  public static MessageStore open(
      StoreSettings settings,
      Providers<StorageBackend> backends,
      Disk disk,
      Clock clock,
      Scheduler scheduler,
      ToLongFunction<MessageRecord> tagsCodes,
      Predicate<String> fansOut)
      throws StoreException {
    return new MessageStore(
        settings,
        OpenStore.open(settings, backends, disk, clock, scheduler, tagsCodes, fansOut),
        clock);
  }

  /**
   * The storage backend without which the store of these settings cannot be opened: that of the
   * span that was written last. Blocks for the disk.
   *
   * @throws StoreException if the file that says it cannot be understood
   */
  public static String neededBackend(StoreSettings settings, Disk disk) throws StoreException {
    return OpenStore.neededBackend(settings, disk);
  }

  /** Sets the address that goes into every record from now on. To be called before appends. */
  public void storeHost(InetSocketAddress address) {
    appender.host(StoreHost.of(address));
  }

  /** Sets who is told of new messages. To be called before appends. */
  public void onAppend(AppendListener listener) {
    appender.listener(listener);
  }

  /** The queue, {@code null} where no message was ever appended to it. */
  public LogicalQueue queue(String topic, int queueId) {
    LogicalQueue queue = queues.queue(topic, queueId);
    return queue != null && queue.maxOffset() > 0 ? queue : null;
  }

  /**
   * The queue, made if it is not there yet (in memory only: its files come with the first append).
   *
   * @throws IllegalArgumentException if there can be no queue of this name
   */
  public LogicalQueue openQueue(String topic, int queueId) {
    return queues.openQueue(topic, queueId);
  }

  /** Queues of a topic that exist, by id. */
  public List<LogicalQueue> queues(String topic) {
    return queues.queues(topic).stream().filter(queue -> queue.maxOffset() > 0).toList();
  }

  /** Topics that have queues. */
  public List<String> topics() {
    return queues.topics().stream().filter(topic -> !queues(topic).isEmpty()).toList();
  }

  /**
   * Whether the append of a message needs no new file, in its queue and in the light queues that it
   * names: if not, it may block and belongs on no I/O thread.
   */
  public boolean ready(LogicalQueue queue, MessageDraft draft) {
    return queue.ready() && (!queue.fansOut || appender.fanOutReady(queue, draft));
  }

  /** How many light queues have messages. */
  public int lightQueues() {
    return queues.lightQueues();
  }

  /** Makes the queue {@link LogicalQueue#ready()}. Blocks for the disk. */
  public void prepare(LogicalQueue queue) throws IOException {
    queue.entries.prepare(1);
  }

  /** Appends one message. {@code result} is filled in only with {@link AppendStatus#OK}. */
  public AppendStatus append(LogicalQueue queue, MessageDraft draft, Appended result) {
    return appender.append(queue, draft, result);
  }

  /** Appends all of {@code drafts}, next to each other, or none. */
  public AppendStatus appendBatch(LogicalQueue queue, List<MessageDraft> drafts, Appended result) {
    return appender.append(queue, drafts, result);
  }

  /** Why appends are refused, {@code null} while they are not. */
  public String refusal() {
    return gate.refusal();
  }

  /** Why an append ended with this status, which is not {@link AppendStatus#OK}; for people. */
  public String reason(AppendStatus status) {
    String known = status == AppendStatus.AWAY ? absence() : refusal();
    return known == null ? status.toString() : known;
  }

  /**
   * Why the span that is written is not there for a while, {@code null} while it is: appends are
   * answered {@link AppendStatus#AWAY}. {@code null} too where it will not be back: the store is
   * closed or has failed.
   */
  public String absence() {
    return parts.gate().absence();
  }

  /**
   * Tells when the span that is written is there again, on a thread of the store: what {@code told}
   * does must be short. Cannot be taken back.
   */
  public void onReturn(Runnable told) {
    parts.tailGate().onReturn(told);
  }

  /**
   * Waits until the span that is written is there. Blocks.
   *
   * @param millis longest time to wait
   * @return whether it is there
   */
  public boolean awaitReturn(long millis) throws InterruptedException {
    return parts.tailGate().await(millis);
  }

  /**
   * Seals the span that is written and goes on in one of another storage backend: appends are
   * answered {@link AppendStatus#AWAY} for a moment.
   *
   * @param promised what clients have been promised of every acknowledged message
   * @param force switch even where the backend does not keep that promise
   * @return fails with an {@link IOException} that says why nothing was switched
   */
  public CompletableFuture<Switched> switchTo(String backend, Durability promised, boolean force) {
    return parts.spans().switchTo(backend, promised, force);
  }

  /**
   * Drops whole spans of the log, and segments of the first one left, that end at or before a
   * position.
   *
   * @return the log's new first position
   */
  public CompletableFuture<Long> dropBefore(long position) {
    return parts.spans().dropBefore(position);
  }

  /**
   * From now on messages are dropped that a policy does not keep. To be called once.
   *
   * @param policy asked again and again, on a thread of the store
   */
  public void keepBy(RetentionPolicy policy) {
    parts.keepBy(policy, records, times);
  }

  /**
   * Drops now what the policy allows to drop, whatever the hour. Blocks for the disk.
   *
   * @throws IOException if it cannot be dropped; the message names what
   */
  public Cleaned clean() throws IOException {
    return clean(true);
  }

  /**
   * @param now whatever the hour
   */
  Cleaned clean(boolean now) throws IOException {
    return parts.cleaning().pass(now);
  }

  /** The spans of the log, first to last. */
  public List<StoreAdmin.Span> spans() {
    return parts.spans().spans();
  }

  /** Whether a message stored now would still be there after a restart of the process. */
  public boolean lasting() {
    return log.lasting();
  }

  /** See {@link org.marquetry.store.MessageLog#whenDurable}. */
  public void whenDurable(long position, Durability level, DurabilityListener listener) {
    log.whenDurable(position, level, listener);
  }

  /**
   * Waits until the log is on disk up to a position.
   *
   * @param millis longest wait
   * @return {@code false} where it is not, or where the thread was interrupted and stays so
   */
  public boolean awaitOnDisk(long position, long millis) {
    CompletableFuture<Boolean> onDisk = new CompletableFuture<>();
    whenDurable(position, Durability.ON_DISK, (end, failure) -> onDisk.complete(failure == null));
    try {
      return onDisk.get(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
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
    return puller.pull(queue, queueOffset, maxMessages, maxBytes, filter, into);
  }

  /**
   * Counts entries that a filter matches, those without a message left out. Blocks for the disk.
   *
   * @param from first queue offset
   * @param to queue offset after the last
   */
  public long countEntries(LogicalQueue queue, long from, long to, EntryFilter filter) {
    return puller.count(queue, from, to, filter);
  }

  /**
   * Goes through the entries of a queue whose messages can be read, in order, without reading the
   * messages. Blocks for the disk.
   *
   * @param from first queue offset
   * @param to queue offset after the last
   * @return queue offset to go on from
   */
  public long entries(LogicalQueue queue, long from, long to, EntryVisitor visitor) {
    return puller.entries(queue, from, to, visitor);
  }

  /**
   * Goes through all records of the log that can be read, from a position at which one begins on.
   * Blocks for the disk.
   *
   * @throws IOException if a part of it cannot be read; the message names the remedy
   */
  public void records(long from, RecordVisitor visitor) throws IOException {
    new RecordScan(log, visitor).run(from, log.readablePosition());
  }

  /**
   * Whether the message at this queue offset, and its queue entry, are surely as good as in memory:
   * those that this process has stored lately. For I/O threads: no file is looked at.
   *
   * @param queueOffset of a message that is there
   */
  public boolean surelyHot(LogicalQueue queue, long queueOffset) {
    long position = queue.recent.notBefore(queueOffset);
    return position >= 0 && log.endPosition() - position <= settings.hotBytes();
  }

  /** Whether the message at this queue offset is likely to be in memory. May block for the disk. */
  public boolean hot(LogicalQueue queue, long queueOffset) {
    long position = queue.position(queueOffset);
    return position < 0 || log.endPosition() - position <= settings.hotBytes();
  }

  /** The record at exactly this position, {@code null} where none starts there. */
  public LogView record(long position) {
    try {
      return records.record(position);
    } catch (IOException e) {
      LOG.warn("The record at {} cannot be read: {}", position, e.getMessage());
      return null;
    }
  }

  /**
   * As {@link #record}, for those who must not take for gone what only cannot be read now.
   *
   * @throws IOException if it cannot be read, as while its backend is away
   */
  public LogView readableRecord(long position) throws IOException {
    return records.record(position);
  }

  /**
   * Records with a key, newest first.
   *
   * @param begin earliest store time, in milliseconds since 1970
   * @param end latest store time
   * @return at most {@code max} views, which the caller releases
   */
  public List<LogView> query(String topic, String key, int max, long begin, long end) {
    return parts.index() == null ? List.of() : keys.query(topic, key, max, begin, end);
  }

  /** Store time and position of the newest indexed message; zeros where nothing is indexed. */
  public IndexProgress indexProgress() {
    KeyIndex index = parts.index();
    return index == null
        ? new IndexProgress(0, 0)
        : new IndexProgress(index.lastTimestamp(), index.lastPosition());
  }

  /**
   * Queue offset by store time. Lower: the first message stored at or after {@code timestamp}, else
   * the max offset. Upper: the last message stored at or before it, else the min offset.
   */
  public long offsetByTime(LogicalQueue queue, long timestamp, boolean upper) {
    try {
      return times.search(queue, queue.minOffset(), timestamp, upper);
    } catch (IOException e) {
      LOG.warn("Store times of {} cannot be read: {}", queue, e.getMessage());
      return queue.minOffset();
    }
  }

  /** Store time of the message at this queue offset in milliseconds since 1970, -1 if none. */
  public long storeTime(LogicalQueue queue, long queueOffset) {
    try {
      return records.storeTime(queue.position(queueOffset));
    } catch (IOException e) {
      LOG.warn("The store time of message {} of {} cannot be read", queueOffset, queue, e);
      return -1;
    }
  }

  /**
   * Deletes the queues of a topic and their files; messages stay in the log until it is cleaned.
   */
  public void deleteTopic(String topic) {
    appender.between(
        () -> {
          try {
            parts.dropped().add(topic, log.endPosition(), log.firstPosition());
            for (LogicalQueue queue : queues.remove(topic)) {
              queue.deleted = true;
              queue.entries.close();
            }
            queues.deleteFiles(topic);
          } catch (IOException e) {
            LOG.error("The queues of topic {} cannot be deleted", topic, e);
          }
        });
  }

  /**
   * Whether a message was stored before its topic was deleted, also if there is a topic of that
   * name again.
   *
   * @param position of the message, or of one that was to become it
   */
  public boolean deleted(String topic, long position) {
    return parts.dropped().covers(topic, position);
  }

  public long firstPosition() {
    return log.firstPosition();
  }

  public long endPosition() {
    return log.endPosition();
  }

  public long durablePosition() {
    return log.durablePosition();
  }

  /** Used share of the device that holds the log, 0 to 1; looked at from time to time. */
  public double diskUsedRatio() {
    return parts.diskWatch().usedRatio();
  }

  /** Space of the device that holds the log, now. */
  public Disk.Space logSpace() throws IOException {
    return parts.diskWatch().space();
  }

  /** Space of the device that holds the consume queues, now. */
  public Disk.Space queueSpace() throws IOException {
    return queues.space();
  }

  /** How quick the store is. */
  public StoreTimes times() {
    return appender.times(puller.longest());
  }

  /** Makes everything durable, marks the stop as clean, gives up files and threads. */
  @Override
  public void close() {
    parts.close();
  }

  /**
   * @param storeTimestamp in milliseconds since 1970
   */
  public record IndexProgress(long storeTimestamp, long position) {}
}
