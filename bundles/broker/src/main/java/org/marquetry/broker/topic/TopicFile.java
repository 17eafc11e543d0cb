/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code topics.json} in RocketMQ's form, with the content before the last change beside it in
 * {@code topics.json.bak}. Not thread-safe.
 */
public final class TopicFile {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFile.class);
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private final Disk disk;
  private final Path path;
  private final Path copy;

  /**
   * @param path of {@code topics.json}
   */
  public TopicFile(Disk disk, Path path) {
    this.disk = disk;
    this.path = path;
    this.copy = path.resolveSibling(path.getFileName() + ".bak");
  }

  record Content(DataVersion version, Map<String, TopicConfig> topics) {}

  Content read() throws IOException {
    byte[] bytes = disk.read(path);
    byte[] before = disk.read(copy);
    if (empty(bytes) && empty(before)) {
      return new Content(new DataVersion(0, 0, 0), Map.of());
    }
    if (!empty(bytes)) {
      try {
        return content(bytes);
      } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
        LOG.warn("{} cannot be read ({}); its copy {} is tried", path, e.getMessage(), copy);
      }
    }
    if (!empty(before)) {
      try {
        return content(before);
      } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
        LOG.warn("{} cannot be read either: {}", copy, e.getMessage());
      }
    }
    throw new IOException(
        path + " is damaged, and so is " + copy + ": restore one of them or delete both");
  }

  void write(Content content) throws IOException {
    byte[] old = disk.read(path);
    if (!empty(old)) {
      disk.replace(copy, old);
    }
    disk.replace(path, GSON.toJson(json(content)).getBytes(UTF_8));
  }

  static JsonObject json(Content content) {
    JsonObject table = new JsonObject();
    new TreeMap<>(content.topics).forEach((name, topic) -> table.add(name, topic.toJson()));
    JsonObject json = new JsonObject();
    json.add("dataVersion", content.version.toJson());
    json.add("topicConfigTable", table);
    return json;
  }

  private static Content content(byte[] bytes) {
    JsonObject json = JsonParser.parseString(new String(bytes, UTF_8)).getAsJsonObject();
    Map<String, TopicConfig> topics = new TreeMap<>();
    JsonElement table = json.get("topicConfigTable");
    if (table != null && table.isJsonObject()) {
      table
          .getAsJsonObject()
          .entrySet()
          .forEach(
              entry ->
                  topics.put(
                      entry.getKey(),
                      TopicConfig.fromJson(entry.getKey(), entry.getValue().getAsJsonObject())));
    }
    return new Content(DataVersion.fromJson(json.get("dataVersion")), topics);
  }

  private static boolean empty(byte[] bytes) {
    return bytes == null || bytes.length == 0;
  }
}
