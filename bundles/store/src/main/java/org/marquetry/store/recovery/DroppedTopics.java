/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.recovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics that were deleted while messages of theirs are still in the log, with the position the log
 * ended at then: recovery must not bring their queues back. Thread-safe.
 */
public final class DroppedTopics {

  private static final Logger LOG = LoggerFactory.getLogger(DroppedTopics.class);

  private final Disk disk;
  private final Path file;
  private final Map<String, Long> ends = new ConcurrentHashMap<>();

  private DroppedTopics(Disk disk, Path file) {
    this.disk = disk;
    this.file = file;
  }

  /**
   * @param logFirst first position of the log: what was deleted before it is of no interest
   */
  public static DroppedTopics open(Disk disk, Path file, long logFirst) throws IOException {
    DroppedTopics dropped = new DroppedTopics(disk, file);
    byte[] content = disk.read(file);
    if (content != null) {
      try {
        JsonObject topics = JsonParser.parseString(new String(content, UTF_8)).getAsJsonObject();
        for (Map.Entry<String, JsonElement> topic : topics.entrySet()) {
          if (topic.getValue().getAsLong() > logFirst) {
            dropped.ends.put(topic.getKey(), topic.getValue().getAsLong());
          }
        }
      } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
        LOG.warn("{} cannot be understood: deleted topics may reappear ({})", file, e.getMessage());
      }
    }
    return dropped;
  }

  /**
   * Notes, durably, that a topic was deleted when the log ended at {@code position}.
   *
   * @param logFirst first position of the log: topics of which it has nothing any more are
   *     forgotten
   */
  public synchronized void add(String topic, long position, long logFirst) throws IOException {
    boolean changed = ends.values().removeIf(end -> end <= logFirst);
    if (position > logFirst) {
      ends.put(topic, position);
      changed = true;
    }
    if (changed) {
      save();
    }
  }

  /** Forgets topics of which the log, that begins at this position now, has nothing any more. */
  public synchronized void prune(long logFirst) throws IOException {
    if (ends.values().removeIf(end -> end <= logFirst)) {
      save();
    }
  }

  /** Tells that the log ends at {@code position}: what is stored behind it is new. */
  synchronized void cut(long position) throws IOException {
    boolean changed = false;
    for (Map.Entry<String, Long> end : ends.entrySet()) {
      if (end.getValue() > position) {
        end.setValue(position);
        changed = true;
      }
    }
    if (changed) {
      save();
    }
  }

  private void save() throws IOException {
    JsonObject topics = new JsonObject();
    ends.forEach(topics::addProperty);
    disk.replace(file, (topics + "\n").getBytes(UTF_8));
  }

  /** Whether a record belongs to a topic's time before it was deleted. */
  public boolean covers(String topic, long position) {
    Long end = ends.get(topic);
    return end != null && position < end;
  }
}
