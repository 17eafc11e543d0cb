/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicListener;
import org.marquetry.system.Clock;
import org.marquetry.system.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every group is given of every topic. What was given last reaches the disk a little later: it
 * is needed only where the broker starts and a strategy is not there. Thread-safe.
 */
final class AssignmentTable implements TopicListener {

  private static final Logger LOG = LoggerFactory.getLogger(AssignmentTable.class);
  private static final long PERSIST_DELAY_MILLIS = 1_000;

  private final AssignmentFile file;
  private final Clock clock;
  private final Scheduler scheduler;
  private final AtomicBoolean persistPlanned = new AtomicBoolean();
  private final Map<String, Map<String, TopicAssignment>> groups = new ConcurrentHashMap<>();

  /** Reads the file. Blocks. One that cannot be understood is passed over: it will be made anew. */
  AssignmentTable(AssignmentFile file, Clock clock, Scheduler scheduler) {
    this.file = file;
    this.clock = clock;
    this.scheduler = scheduler;
    try {
      file.read()
          .forEach(
              (group, topics) ->
                  topics.forEach(
                      (topic, last) -> topics(group).put(topic, new TopicAssignment(last, clock))));
    } catch (IOException e) {
      LOG.warn("Going on without the assignments given out before: {}", e.getMessage());
    }
  }

  private Map<String, TopicAssignment> topics(String group) {
    return groups.computeIfAbsent(group, name -> new ConcurrentHashMap<>());
  }

  TopicAssignment of(String group, String topic) {
    return topics(group).computeIfAbsent(topic, name -> new TopicAssignment(null, clock));
  }

  /** {@code null} where nobody asked yet. */
  TopicAssignment find(String group, String topic) {
    Map<String, TopicAssignment> topics = groups.get(group);
    return topics == null ? null : topics.get(topic);
  }

  /** By topic. */
  Map<String, TopicAssignment> ofGroup(String group) {
    return new TreeMap<>(groups.getOrDefault(group, Map.of()));
  }

  /** Names of groups that were given something. */
  Iterable<String> groupNames() {
    return groups.keySet();
  }

  /** The group is deleted. */
  void forget(String group) {
    if (groups.remove(group) != null) {
      persistSoon();
    }
  }

  @Override
  public void changed(TopicConfig topic) {}

  @Override
  public void deleted(String topic) {
    boolean had = false;
    for (Map<String, TopicAssignment> topics : groups.values()) {
      had |= topics.remove(topic) != null;
    }
    if (had) {
      persistSoon();
    }
  }

  /** To be called when something may have been given out. */
  void given(TopicAssignment assignment) {
    if (assignment.takeDirty()) {
      persistSoon();
    }
  }

  private void persistSoon() {
    if (persistPlanned.compareAndSet(false, true)) {
      scheduler.after("persist queue assignments", PERSIST_DELAY_MILLIS, this::persistPlanned);
    }
  }

  private void persistPlanned() {
    persistPlanned.set(false);
    try {
      persist();
    } catch (IOException e) {
      LOG.error("queue assignments are not on disk", e);
    }
  }

  /** Writes the file. Blocks for the disk. */
  synchronized void persist() throws IOException {
    Map<String, Map<String, Assignment>> all = new TreeMap<>();
    groups.forEach(
        (group, topics) -> {
          Map<String, Assignment> lasts = new TreeMap<>();
          topics.forEach(
              (topic, assignment) -> {
                Assignment last = assignment.last();
                if (last != null) {
                  lasts.put(topic, last);
                }
              });
          if (!lasts.isEmpty()) {
            all.put(group, lasts);
          }
        });
    file.write(all);
  }
}
