/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table kept as one JSON file, with its last but one content beside it as {@code .bak}, as
 * RocketMQ does. Not thread-safe; blocks for the disk.
 */
public final class JsonFile {

  private static final Logger LOG = LoggerFactory.getLogger(JsonFile.class);

  private final Disk disk;
  private final Path path;
  private final Path backup;

  public JsonFile(Disk disk, Path path) {
    this.disk = disk;
    this.path = path;
    this.backup = path.resolveSibling(path.getFileName() + ".bak");
  }

  public Path path() {
    return path;
  }

  /**
   * The content, of the backup where the file itself is missing, empty or damaged.
   *
   * @return {@code null} where there is neither
   * @throws IOException if what is there cannot be read or understood; the message names the file
   *     and the remedy
   */
  public JsonObject read() throws IOException {
    IOException damage;
    try {
      JsonObject content = parse(path);
      if (content != null) {
        return content;
      }
      return parse(backup);
    } catch (DamagedException e) {
      damage = e;
    }
    JsonObject content = parse(backup);
    if (content == null) {
      throw damage;
    }
    LOG.warn("{}; going on with {}", damage.getMessage(), backup);
    return content;
  }

  private JsonObject parse(Path file) throws IOException {
    byte[] bytes = disk.read(file);
    if (bytes == null || bytes.length == 0) {
      return null;
    }
    try {
      JsonElement element = JsonParser.parseString(new String(bytes, UTF_8));
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
      throw new DamagedException(file, "no JSON object");
    } catch (JsonParseException e) {
      throw new DamagedException(file, e.getMessage());
    }
  }

  /** Replaces the content; what was there becomes the backup. */
  public void write(String json) throws IOException {
    byte[] before = disk.read(path);
    if (before != null && before.length > 0) {
      disk.replace(backup, before);
    }
    disk.replace(path, json.getBytes(UTF_8));
  }

  private static final class DamagedException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedException(Path file, String damage) {
      super(
          file
              + " is damaged ("
              + damage
              + "): restore it from a backup, or delete it to begin without what it holds");
    }
  }
}
