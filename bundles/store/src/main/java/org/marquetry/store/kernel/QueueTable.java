/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.marquetry.store.light.LightQueues;
import org.marquetry.store.log.LogChain;
import org.marquetry.store.queue.ConsumeQueue;
import org.marquetry.store.recovery.QueueSet;
import org.marquetry.system.Disk;

/** The queues of a store by topic and id. Look-ups take no lock. */
final class QueueTable implements QueueSet {

  private final Disk disk;
  private final Path directory;
  private final int entriesPerFile;
  private final LogChain log;
  private final long hotBytes;
  private final Map<String, Map<Integer, LogicalQueue>> topics = new ConcurrentHashMap<>();
  private final List<ConsumeQueue> damaged = new ArrayList<>();
  private final Predicate<String> fansOut;

  /** Under the append lock: whether queue offsets are to be guarded. */
  private boolean guarded;

  /**
   * @param hotBytes how far behind the end of the log records are taken to be in memory
   * @param fansOut tells of a topic whether its messages may go into light queues too
   */
  QueueTable(
      Disk disk,
      Path directory,
      int entriesPerFile,
      LogChain log,
      long hotBytes,
      Predicate<String> fansOut) {
    this.fansOut = fansOut;
    this.hotBytes = hotBytes;
    this.disk = disk;
    this.directory = directory;
    this.entriesPerFile = entriesPerFile;
    this.log = log;
  }

  /** Takes over the queues on disk. */
  void load() throws IOException {
    for (String topic : disk.list(directory)) {
      for (String id : disk.list(directory.resolve(topic))) {
        if (!id.isEmpty() && id.length() < 10 && id.chars().allMatch(c -> c >= '0' && c <= '9')) {
          ConsumeQueue entries = entries(topic, Integer.parseInt(id));
          if (!entries.load()) {
            damaged.add(entries);
          }
          add(entries);
        }
      }
    }
  }

  /** See {@link ConsumeQueue#guard}; for all queues, also those to come. Under the append lock. */
  synchronized void guard(boolean on) {
    if (guarded != on) {
      guarded = on;
      topics.values().forEach(queues -> queues.values().forEach(queue -> queue.entries.guard(on)));
    }
  }

  /** Tells that what the queues hold now is old news. */
  void recovered() {
    topics.values().forEach(queues -> queues.values().forEach(LogicalQueue::toldAll));
  }

  @Override
  public Collection<ConsumeQueue> all() {
    List<ConsumeQueue> all = new ArrayList<>();
    topics.values().forEach(queues -> queues.values().forEach(queue -> all.add(queue.entries)));
    return all;
  }

  @Override
  public Collection<ConsumeQueue> damaged() {
    return damaged;
  }

  @Override
  public ConsumeQueue open(String topic, int queueId) {
    return openQueue(topic, queueId).entries;
  }

  /** {@code null} where there is none. */
  LogicalQueue queue(String topic, int queueId) {
    Map<Integer, LogicalQueue> queues = topics.get(topic);
    return queues == null ? null : queues.get(queueId);
  }

  LogicalQueue openQueue(String topic, int queueId) {
    LogicalQueue queue = queue(topic, queueId);
    return queue != null ? queue : add(entries(topic, queueId));
  }

  List<LogicalQueue> queues(String topic) {
    List<LogicalQueue> queues = new ArrayList<>(topics.getOrDefault(topic, Map.of()).values());
    queues.sort(Comparator.comparingInt(LogicalQueue::queueId));
    return queues;
  }

  List<String> topics() {
    return topics.keySet().stream().sorted().toList();
  }

  /** How many light queues have entries. */
  int lightQueues() {
    int count = 0;
    for (Map.Entry<String, Map<Integer, LogicalQueue>> topic : topics.entrySet()) {
      LogicalQueue light =
          LightQueues.named(topic.getKey()) ? topic.getValue().get(LightQueues.QUEUE_ID) : null;
      count += light != null && light.maxOffset() > 0 ? 1 : 0;
    }
    return count;
  }

  /** Takes the queues of a topic out of the table. */
  Collection<LogicalQueue> remove(String topic) {
    Map<Integer, LogicalQueue> queues = topics.remove(topic);
    return queues == null ? List.of() : queues.values();
  }

  /** Space of the device that holds the queues. */
  Disk.Space space() throws IOException {
    return disk.space(directory);
  }

  void deleteFiles(String topic) throws IOException {
    disk.delete(directory.resolve(topic));
  }

  private synchronized LogicalQueue add(ConsumeQueue entries) {
    entries.guard(guarded);
    return topics
        .computeIfAbsent(entries.topic(), topic -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            entries.queueId(),
            id -> new LogicalQueue(entries, log, hotBytes, fansOut.test(entries.topic())));
  }

  private ConsumeQueue entries(String topic, int queueId) {
    if (topic.isEmpty() || topic.startsWith(".") || topic.contains("/") || topic.contains("\\")) {
      throw new IllegalArgumentException("'" + topic + "' cannot be a topic");
    }
    if (queueId < 0) {
      throw new IllegalArgumentException("queue id " + queueId + " of topic " + topic);
    }
    Path path = directory.resolve(topic).resolve(Integer.toString(queueId));
    return new ConsumeQueue(topic, queueId, disk, path, entriesPerFile);
  }
}
