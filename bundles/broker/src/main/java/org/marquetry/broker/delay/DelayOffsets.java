/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;
import org.marquetry.broker.topic.DataVersion;
import org.marquetry.system.Clock;

/**
 * How far each delay level has been delivered, as on disk in {@code config/delayOffset.json}.
 * Thread-safe.
 */
public final class DelayOffsets {

  private final JsonFile file;
  private final Clock clock;
  private final Map<Integer, Long> offsets = new TreeMap<>();
  private DataVersion version;

  /**
   * Reads the file. Blocks for the disk.
   *
   * @throws IOException if the file cannot be understood; the message names it and the remedy
   */
  public DelayOffsets(JsonFile file, Clock clock) throws IOException {
    this.file = file;
    this.clock = clock;
    JsonObject content = file.read();
    JsonObject object = content == null ? new JsonObject() : content;
    version = DataVersion.fromJson(object.get("dataVersion"));
    JsonObject table = JsonFields.object(object, "offsetTable");
    if (table != null) {
      for (String level : table.keySet()) {
        offsets.put(level(level), JsonFields.longOr(table, level, 0));
      }
    }
  }

  private int level(String name) throws IOException {
    try {
      return Integer.parseInt(name);
    } catch (NumberFormatException e) {
      throw new IOException(
          file.path()
              + " has an offset for '"
              + name
              + "', which is no delay level: correct it, or delete the file to deliver every delayed"
              + " message again",
          e);
    }
  }

  /** Queue offset of the first message of a level that was not delivered; 0 where unknown. */
  synchronized long offset(int level) {
    return offsets.getOrDefault(level, 0L);
  }

  /** Writes new offsets, by level. Blocks for the disk. */
  synchronized void persist(Map<Integer, Long> delivered) throws IOException {
    version = version.next(clock.millis());
    file.write(json(delivered));
    offsets.putAll(delivered);
  }

  /** The file's content, were it written now; levels that were never used are left out. */
  synchronized String json(Map<Integer, Long> delivered) {
    Map<Integer, Long> all = new TreeMap<>(offsets);
    all.putAll(delivered);
    JsonText json = new JsonText().object();
    json.name("dataVersion").raw(version.toJson().toString());
    json.name("offsetTable").object();
    all.forEach(
        (level, offset) -> {
          if (offset > 0) {
            json.name(Integer.toString(level)).value(offset);
          }
        });
    return json.end().end().toString();
  }
}
