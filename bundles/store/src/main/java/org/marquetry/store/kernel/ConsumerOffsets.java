/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.marquetry.store.light.LightQueues;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Progress of consumer groups by topic and queue, kept in {@code config/consumerOffset.json}, which
 * is RocketMQ's. Thread-safe. Commits are in memory at once and on disk with the next {@link
 * #persist()}; the file before the last one is kept with the suffix {@code .bak}.
 */
public final class ConsumerOffsets {

  private static final Logger LOG = LoggerFactory.getLogger(ConsumerOffsets.class);
  private static final String OFFSETS = "offsetTable";
  private static final String LIGHT_OFFSETS = "lmqOffsetTable";
  private static final String VERSION = "dataVersion";
  private static final char SEPARATOR = '@';

  private final Disk disk;
  private final Path file;
  private final Path backup;
  private final Clock clock;

  /** By group, topic and queue id. */
  private final Map<String, Map<String, Map<Integer, AtomicLong>>> groups =
      new ConcurrentHashMap<>();

  /** Members of the file that are somebody else's; given back as they were. */
  private JsonObject foreign = new JsonObject();

  /** Whether the file may take the backup's place. */
  private boolean sound;

  private long version;
  private long versionTime;
  private volatile boolean changed;

  /** Whether progress in light queues is written where RocketMQ looks for it, too. */
  private final boolean light;

  private ConsumerOffsets(Disk disk, Path file, Clock clock, boolean light) {
    this.disk = disk;
    this.file = file;
    this.clock = clock;
    this.light = light;
    backup = file.resolveSibling(file.getFileName() + ".bak");
  }

  /**
   * Reads the file, or where it is damaged or missing its backup; with neither, no group has any
   * progress.
   *
   * @throws StoreException if a file is there but none can be understood
   */
  public static ConsumerOffsets open(Disk disk, Path file, Clock clock) throws StoreException {
    return open(new ConsumerOffsets(disk, file, clock, false));
  }

  /**
   * Like {@link #open(Disk, Path, Clock)}, for a broker with light queues: RocketMQ keeps there the
   * progress of groups that are named like light queues in a member of its own.
   */
  public static ConsumerOffsets openWithLight(Disk disk, Path file, Clock clock)
      throws StoreException {
    return open(new ConsumerOffsets(disk, file, clock, true));
  }

  private static ConsumerOffsets open(ConsumerOffsets offsets) throws StoreException {
    Path file = offsets.file;
    String damage = offsets.read(file);
    offsets.sound = damage == null;
    if (damage != null) {
      String backupDamage = offsets.read(offsets.backup);
      if (backupDamage == null) {
        LOG.warn("{}: {}; the backup {} is used instead", file, damage, offsets.backup);
      } else if (offsets.exists(file) || offsets.exists(offsets.backup)) {
        throw new StoreException(
            "The progress of the consumer groups cannot be read ("
                + file
                + ": "
                + damage
                + "; "
                + offsets.backup
                + ": "
                + backupDamage
                + "): restore one of the files, or delete both to let the groups begin anew");
      }
    }
    return offsets;
  }

  private boolean exists(Path path) throws StoreException {
    try {
      return disk.length(path) >= 0;
    } catch (IOException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  /**
   * @return what is wrong with the file, {@code null} if nothing
   */
  private String read(Path path) throws StoreException {
    try {
      byte[] content = disk.read(path);
      if (content == null) {
        return "there is no such file";
      }
      groups.clear();
      JsonElement root = JsonParser.parseString(new String(content, UTF_8));
      if (!root.isJsonObject()) {
        return "it is empty or no JSON object";
      }
      take(root.getAsJsonObject());
      return null;
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException e) {
      groups.clear();
      return String.valueOf(e.getMessage());
    } catch (IOException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  private void take(JsonObject root) {
    JsonElement table = root.remove(OFFSETS);
    if (table != null && table.isJsonObject()) {
      for (Map.Entry<String, JsonElement> entry : table.getAsJsonObject().entrySet()) {
        String key = entry.getKey();
        int separator = key.indexOf(SEPARATOR);
        if (separator < 1) {
          LOG.warn("{}: '{}' is no topic@group: ignored", file, key);
          continue;
        }
        Map<Integer, AtomicLong> queues =
            queues(key.substring(separator + 1), key.substring(0, separator));
        entry
            .getValue()
            .getAsJsonObject()
            .entrySet()
            .forEach(
                queue ->
                    queues.put(
                        Integer.valueOf(queue.getKey()),
                        new AtomicLong(queue.getValue().getAsLong())));
      }
    }
    takeLight(root.remove(LIGHT_OFFSETS));
    JsonElement known = root.remove(VERSION);
    if (known != null && known.isJsonObject() && known.getAsJsonObject().has("counter")) {
      version = known.getAsJsonObject().get("counter").getAsLong();
    }
    foreign = root;
  }

  /** What RocketMQ keeps apart: progress in light queues of groups that are named like them. */
  private void takeLight(JsonElement table) {
    if (table != null && table.isJsonObject()) {
      for (Map.Entry<String, JsonElement> entry : table.getAsJsonObject().entrySet()) {
        int separator = entry.getKey().indexOf(SEPARATOR);
        if (separator > 0) {
          queues(entry.getKey().substring(separator + 1), entry.getKey().substring(0, separator))
              .put(LightQueues.QUEUE_ID, new AtomicLong(entry.getValue().getAsLong()));
        }
      }
    }
  }

  /** -1 where the group has none. */
  public long offset(String group, String topic, int queueId) {
    Map<String, Map<Integer, AtomicLong>> topics = groups.get(group);
    Map<Integer, AtomicLong> queues = topics == null ? null : topics.get(topic);
    AtomicLong offset = queues == null ? null : queues.get(queueId);
    return offset == null ? -1 : offset.get();
  }

  public void commit(String group, String topic, int queueId, long offset) {
    Map<String, Map<Integer, AtomicLong>> topics = groups.get(group);
    Map<Integer, AtomicLong> queues = topics == null ? null : topics.get(topic);
    AtomicLong known = queues == null ? null : queues.get(queueId);
    if (known == null) {
      known = queues(group, topic).computeIfAbsent(queueId, id -> new AtomicLong(-1));
    }
    if (known.get() != offset) {
      known.set(offset);
      change();
    }
  }

  private Map<Integer, AtomicLong> queues(String group, String topic) {
    return groups
        .computeIfAbsent(group, name -> new ConcurrentHashMap<>())
        .computeIfAbsent(topic, name -> new ConcurrentHashMap<>());
  }

  /** Commits are many: the flag is written only where it is not set yet. */
  private void change() {
    if (!changed) {
      changed = true;
    }
  }

  /** Offsets by queue id; empty where the group has none. */
  public Map<Integer, Long> offsets(String group, String topic) {
    Map<Integer, Long> offsets = new TreeMap<>();
    groups
        .getOrDefault(group, Map.of())
        .getOrDefault(topic, Map.of())
        .forEach((queueId, offset) -> offsets.put(queueId, offset.get()));
    return offsets;
  }

  /** Topics that the group has offsets of. */
  public Set<String> topics(String group) {
    return new TreeSet<>(groups.getOrDefault(group, Map.of()).keySet());
  }

  /** Groups that have offsets of the topic. */
  public Set<String> groups(String topic) {
    Set<String> names = new TreeSet<>();
    groups.forEach(
        (group, topics) -> {
          if (topics.containsKey(topic)) {
            names.add(group);
          }
        });
    return names;
  }

  public void removeTopic(String topic) {
    groups.forEach(
        (group, topics) -> {
          if (topics.remove(topic) != null) {
            change();
          }
        });
  }

  public void removeGroup(String group) {
    if (groups.remove(group) != null) {
      change();
    }
  }

  /** The file's content as of now. */
  public synchronized String json() {
    StringBuilder json = new StringBuilder(4096);
    json.append("{\n\t\"").append(VERSION).append("\":{\"counter\":").append(version);
    json.append(",\"stateVersion\":0,\"timestamp\":").append(versionTime).append("},\n");
    foreign
        .entrySet()
        .forEach(
            member ->
                json.append('\t')
                    .append(new JsonPrimitive(member.getKey()))
                    .append(':')
                    .append(member.getValue())
                    .append(",\n"));
    if (light) {
      lightJson(json);
    }
    json.append("\t\"").append(OFFSETS).append("\":{");
    Map<String, Map<Integer, AtomicLong>> sorted = new TreeMap<>();
    groups.forEach(
        (group, topics) ->
            topics.forEach((topic, queues) -> sorted.put(topic + SEPARATOR + group, queues)));
    String separator = "\n\t\t";
    for (Map.Entry<String, Map<Integer, AtomicLong>> entry : sorted.entrySet()) {
      json.append(separator).append(new JsonPrimitive(entry.getKey())).append(":{");
      String comma = "";
      for (Map.Entry<Integer, AtomicLong> queue : new TreeMap<>(entry.getValue()).entrySet()) {
        // RocketMQ's own form: the queue ids are numbers, not strings.
        json.append(comma).append(queue.getKey()).append(':').append(queue.getValue());
        comma = ",";
      }
      json.append('}');
      separator = ",\n\t\t";
    }
    return json.append("\n\t}\n}").toString();
  }

  private void lightJson(StringBuilder json) {
    json.append("\t\"").append(LIGHT_OFFSETS).append("\":{");
    Map<String, AtomicLong> sorted = new TreeMap<>();
    groups.forEach(
        (group, topics) -> {
          if (LightQueues.named(group)) {
            topics.forEach(
                (topic, queues) -> {
                  AtomicLong offset = queues.get(LightQueues.QUEUE_ID);
                  if (offset != null) {
                    sorted.put(topic + SEPARATOR + group, offset);
                  }
                });
          }
        });
    String separator = "\n\t\t";
    for (Map.Entry<String, AtomicLong> entry : sorted.entrySet()) {
      json.append(separator).append(new JsonPrimitive(entry.getKey())).append(':');
      json.append(entry.getValue());
      separator = ",\n\t\t";
    }
    json.append("\n\t},\n");
  }

  /** Writes the file if anything changed. Blocks for the disk. */
  public synchronized void persist() {
    if (!changed) {
      return;
    }
    // Before the offsets are read: a commit meanwhile makes for another turn.
    changed = false;
    version++;
    versionTime = clock.millis();
    try {
      byte[] before = disk.read(file);
      if (before != null && sound) {
        disk.replace(backup, before);
      }
      disk.replace(file, json().getBytes(UTF_8));
      sound = true;
    } catch (IOException e) {
      changed = true;
      LOG.error("The progress of the consumer groups cannot be saved: {}", e.getMessage());
    }
  }
}
