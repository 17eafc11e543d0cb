/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of this broker, kept in {@code config/topics.json}. Thread-safe: look-ups take no lock
 * and never block; changes are on the disk when they return and so may block.
 */
public final class TopicTable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicTable.class);

  private final ConcurrentHashMap<String, TopicConfig> topics;
  private final Set<String> ownSystemTopics = ConcurrentHashMap.newKeySet();
  private final List<TopicListener> listeners = new CopyOnWriteArrayList<>();
  private final TopicFile file;
  private final Clock clock;
  private final boolean lightQueues;
  private final Object changing = new Object();
  private volatile DataVersion version;

  /**
   * Reads the file.
   *
   * @throws IOException if the file is there but can be read neither itself nor from its copy; the
   *     message names it
   */
  public TopicTable(TopicFile file, Clock clock) throws IOException {
    this(file, clock, false);
  }

  /**
   * Like {@link #TopicTable(TopicFile, Clock)}.
   *
   * @param lightQueues whether there are light queues
   */
  public TopicTable(TopicFile file, Clock clock, boolean lightQueues) throws IOException {
    this.lightQueues = lightQueues;
    this.file = file;
    this.clock = clock;
    TopicFile.Content content = file.read();
    this.topics = new ConcurrentHashMap<>(content.topics());
    this.version = content.version();
  }

  /** {@code null} where there is no such topic. Light queues are taken for topics of one queue. */
  public TopicConfig find(String name) {
    TopicConfig topic = topics.get(name);
    return topic == null && lightQueues && TopicNames.isLight(name)
        ? TopicConfig.of(name, 1, Permission.READ_WRITE)
        : topic;
  }

  /** All topics, by name. */
  public List<TopicConfig> all() {
    return List.copyOf(new TreeMap<>(topics).values());
  }

  public DataVersion version() {
    return version;
  }

  /** Whether the topic is the broker's own: not to be changed or deleted by users. */
  public boolean system(String topic) {
    return ownSystemTopics.contains(topic) || TopicNames.reserved(topic);
  }

  public void onChange(TopicListener listener) {
    listeners.add(listener);
  }

  /** Tells the name of a topic that was deleted, on the thread that deleted it. */
  public void onDelete(Consumer<String> topic) {
    onChange(
        new TopicListener() {
          @Override
          public void changed(TopicConfig changed) {}

          @Override
          public void deleted(String name) {
            topic.accept(name);
          }
        });
  }

  /**
   * Creates or changes topics; nothing happens to those that are the same already.
   *
   * @throws IOException if the file cannot be written: the change is in force nevertheless
   */
  public void put(List<TopicConfig> wanted) throws IOException {
    List<TopicConfig> changed = new ArrayList<>();
    synchronized (changing) {
      for (TopicConfig topic : wanted) {
        if (!topic.equals(topics.put(topic.name(), topic))) {
          changed.add(topic);
        }
      }
      if (changed.isEmpty()) {
        return;
      }
      version = version.next(clock.millis());
    }
    changed.forEach(TopicTable::log);
    tellAndWrite(listener -> changed.forEach(listener::changed));
  }

  public void put(TopicConfig topic) throws IOException {
    put(List.of(topic));
  }

  /**
   * The topic, made like {@code missing} if it is not there.
   *
   * @throws IOException see {@link #put(List)}
   */
  public TopicConfig findOrCreate(TopicConfig missing) throws IOException {
    TopicConfig known = topics.get(missing.name());
    if (known != null) {
      return known;
    }
    synchronized (changing) {
      known = topics.putIfAbsent(missing.name(), missing);
      if (known != null) {
        return known;
      }
      version = version.next(clock.millis());
    }
    log(missing);
    tellAndWrite(listener -> listener.changed(missing));
    return missing;
  }

  /**
   * The retry topic of a group, made if it is not there.
   *
   * @throws IOException see {@link #put(List)}
   */
  public TopicConfig retryTopic(String group, int queues, boolean order) throws IOException {
    return findOrCreate(
        new TopicConfig(
            TopicNames.retryOf(group),
            queues,
            queues,
            Permission.READ_WRITE,
            TopicConfig.SINGLE_TAG,
            0,
            order,
            Map.of()));
  }

  /**
   * The topic of a group's dead letters, made if it is not there.
   *
   * @throws IOException see {@link #put(List)}
   */
  public TopicConfig deadLetterTopic(String group) throws IOException {
    return findOrCreate(TopicConfig.of(TopicNames.deadLetterOf(group), 1, Permission.READ_WRITE));
  }

  /**
   * Creates a topic from a template, as a send to a missing topic does.
   *
   * @param template name of a topic with the permission to inherit
   * @param queues wanted; never more than the template has
   * @return {@code null} where the template does not allow it
   * @throws IOException see {@link #put(List)}
   */
  public TopicConfig createFrom(String template, String name, int queues) throws IOException {
    TopicConfig model = template == null ? null : topics.get(template);
    if (model == null || (model.permission() & Permission.INHERIT) == 0) {
      return null;
    }
    int count = Math.max(0, Math.min(queues, model.writeQueues()));
    return findOrCreate(
        new TopicConfig(
            name,
            count,
            count,
            model.permission() & ~Permission.INHERIT,
            model.filterType(),
            0,
            false,
            Map.of()));
  }

  /**
   * @return whether there was such a topic
   * @throws IOException see {@link #put(List)}
   */
  public boolean delete(String topic) throws IOException {
    synchronized (changing) {
      if (topics.remove(topic) == null) {
        return false;
      }
      version = version.next(clock.millis());
    }
    LOG.info("Topic {} is deleted", topic);
    tellAndWrite(listener -> listener.deleted(topic));
    return true;
  }

  /**
   * Makes a new version without a change: name servers then take over what else depends on it.
   *
   * @throws IOException see {@link #put(List)}
   */
  public void touch() throws IOException {
    synchronized (changing) {
      version = version.next(clock.millis());
    }
    write();
  }

  /** The file's content as of now: {@code dataVersion} and {@code topicConfigTable}. */
  public JsonObject toJson() {
    return TopicFile.json(new TopicFile.Content(version, topics));
  }

  /**
   * Makes the broker's own topics where they are missing, and knows them as {@link #system}.
   *
   * @throws IOException see {@link #put(List)}
   */
  public void createSystemTopics(List<TopicConfig> wanted) throws IOException {
    List<TopicConfig> missing = new ArrayList<>();
    for (TopicConfig topic : wanted) {
      ownSystemTopics.add(topic.name());
      if (!topics.containsKey(topic.name())) {
        missing.add(topic);
      }
    }
    put(missing);
  }

  private static void log(TopicConfig topic) {
    LOG.info(
        "Topic {}: {} read and {} write queues, {}",
        topic.name(),
        topic.readQueues(),
        topic.writeQueues(),
        Permission.text(topic.permission()));
  }

  private void tellAndWrite(Consumer<TopicListener> news) throws IOException {
    try {
      write();
    } finally {
      listeners.forEach(news);
    }
  }

  private void write() throws IOException {
    synchronized (file) {
      file.write(new TopicFile.Content(version, topics));
    }
  }
}
