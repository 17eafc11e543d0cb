/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;

/**
 * Messages of delay levels that were cancelled, by their positions in the log, as on disk in {@code
 * config/delayCancelled.json}. Thread-safe.
 */
public final class CancelledLevels {

  private final JsonFile file;
  private Set<Long> positions = new TreeSet<>();

  /**
   * Reads the file. Blocks for the disk.
   *
   * @throws IOException if the file cannot be understood; the message names it and the remedy
   */
  public CancelledLevels(JsonFile file) throws IOException {
    this.file = file;
    JsonObject content = file.read();
    if (content != null && content.get("positions") != null) {
      try {
        for (JsonElement each : content.getAsJsonArray("positions")) {
          positions.add(each.getAsLong());
        }
      } catch (ClassCastException | NumberFormatException | IllegalStateException e) {
        throw new IOException(
            file.path()
                + " is no list of cancelled messages: correct it, or delete it to have them"
                + " delivered",
            e);
      }
    }
  }

  synchronized boolean contains(long position) {
    return !positions.isEmpty() && positions.contains(position);
  }

  /**
   * Adds a message. Blocks for the disk.
   *
   * @param needed positions before this one are forgotten
   * @throws IOException if it cannot be written: nothing is changed then
   */
  synchronized void add(long position, long needed) throws IOException {
    Set<Long> all = new TreeSet<>(positions);
    all.removeIf(each -> each < needed);
    all.add(position);
    JsonText json = new JsonText().object().name("positions").array();
    all.forEach(json::value);
    file.write(json.end().end().toString());
    positions = all;
  }
}
