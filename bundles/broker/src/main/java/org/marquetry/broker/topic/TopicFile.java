/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.system.Disk;

/** {@code topics.json} in RocketMQ's form. Not thread-safe; blocks for the disk. */
public final class TopicFile {

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private final JsonFile file;

  /**
   * @param path of {@code topics.json}
   */
  public TopicFile(Disk disk, Path path) {
    this.file = new JsonFile(disk, path);
  }

  record Content(DataVersion version, Map<String, TopicConfig> topics) {}

  Content read() throws IOException {
    JsonObject json = file.read();
    if (json == null) {
      return new Content(new DataVersion(0, 0, 0), Map.of());
    }
    Map<String, TopicConfig> topics = new TreeMap<>();
    if (json.get("topicConfigTable") instanceof JsonObject table) {
      for (Map.Entry<String, JsonElement> entry : table.entrySet()) {
        topics.put(entry.getKey(), topic(entry.getKey(), entry.getValue()));
      }
    }
    return new Content(DataVersion.fromJson(json.get("dataVersion")), topics);
  }

  private TopicConfig topic(String name, JsonElement element) throws IOException {
    try {
      return TopicConfig.fromJson(name, element.getAsJsonObject());
    } catch (IllegalStateException | NumberFormatException e) {
      throw new IOException(
          file.path()
              + " describes topic "
              + name
              + " in a way that cannot be understood ("
              + e.getMessage()
              + "): correct it or restore the file from a backup",
          e);
    }
  }

  void write(Content content) throws IOException {
    file.write(GSON.toJson(json(content)));
  }

  static JsonObject json(Content content) {
    JsonObject table = new JsonObject();
    new TreeMap<>(content.topics).forEach((name, topic) -> table.add(name, topic.toJson()));
    JsonObject json = new JsonObject();
    json.add("dataVersion", content.version.toJson());
    json.add("topicConfigTable", table);
    return json;
  }
}
