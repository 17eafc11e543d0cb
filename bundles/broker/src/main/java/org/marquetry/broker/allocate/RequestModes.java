/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;

/**
 * How groups get the messages of topics where that was said, kept in RocketMQ's {@code
 * messageRequestMode.json}. Thread-safe.
 */
final class RequestModes {

  private static final String TABLE = "messageRequestModeMap";

  private final JsonFile file;

  /** By topic and group; never changed, only replaced. */
  private volatile Map<String, Map<String, RequestMode>> modes;

  /**
   * Reads the file. Blocks.
   *
   * @throws IOException if it cannot be understood; the message names it and the remedy
   */
  RequestModes(JsonFile file) throws IOException {
    this.file = file;
    Map<String, Map<String, RequestMode>> read = new TreeMap<>();
    JsonObject content = file.read();
    JsonObject table = content == null ? null : JsonFields.object(content, TABLE);
    if (table != null) {
      for (String topic : table.keySet()) {
        JsonObject groups = JsonFields.object(table, topic);
        if (groups != null) {
          read.put(topic, groups(groups));
        }
      }
    }
    modes = read;
  }

  private static Map<String, RequestMode> groups(JsonObject object) {
    Map<String, RequestMode> groups = new TreeMap<>();
    for (String group : object.keySet()) {
      JsonObject mode = JsonFields.object(object, group);
      RequestMode read = mode == null ? null : RequestMode.read(mode);
      if (read != null) {
        groups.put(group, read);
      }
    }
    return groups;
  }

  /** {@code null} where nothing was said. */
  RequestMode of(String topic, String group) {
    return modes.getOrDefault(topic, Map.of()).get(group);
  }

  /** Blocks for the disk. */
  synchronized void put(RequestMode mode) throws IOException {
    Map<String, Map<String, RequestMode>> next = new TreeMap<>();
    modes.forEach((topic, groups) -> next.put(topic, new TreeMap<>(groups)));
    next.computeIfAbsent(mode.topic(), topic -> new TreeMap<>()).put(mode.consumerGroup(), mode);
    file.write(text(next).toString());
    modes = next;
  }

  /** Forgets what was said of groups or topics that are deleted. Blocks for the disk. */
  synchronized void remove(BiPredicate<String, String> topicAndGroup) throws IOException {
    Map<String, Map<String, RequestMode>> next = new TreeMap<>();
    boolean changed = false;
    for (Map.Entry<String, Map<String, RequestMode>> topic : modes.entrySet()) {
      Map<String, RequestMode> groups = new TreeMap<>(topic.getValue());
      changed |= groups.keySet().removeIf(group -> topicAndGroup.test(topic.getKey(), group));
      if (!groups.isEmpty()) {
        next.put(topic.getKey(), groups);
      }
    }
    if (changed) {
      file.write(text(next).toString());
      modes = next;
    }
  }

  /** The table as in the file. */
  byte[] bytes() {
    return text(modes).bytes();
  }

  private static JsonText text(Map<String, Map<String, RequestMode>> modes) {
    JsonText json = new JsonText().object().name(TABLE).object();
    modes.forEach(
        (topic, groups) -> {
          json.name(topic).object();
          groups.forEach((group, mode) -> mode.write(json.name(group)));
          json.end();
        });
    return json.end().end();
  }
}
