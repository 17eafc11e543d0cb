/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.marquetry.plugin.kernel.PluginEvent.What;
import org.marquetry.system.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest events, in memory at once and in a file with the next {@link #save()}. Thread-safe.
 */
public final class PluginHistory {

  private static final Logger LOG = LoggerFactory.getLogger(PluginHistory.class);

  private final Disk disk;
  private final Path file;
  private final int most;
  private final ArrayDeque<PluginEvent> rows = new ArrayDeque<>();
  private final Object saving = new Object();
  private boolean dirty;

  /**
   * Reads the file; where it is not there or not understood the history begins anew.
   *
   * @param most events that are kept
   */
  public PluginHistory(Disk disk, Path file, int most) {
    this.disk = disk;
    this.file = file;
    this.most = most;
    try {
      byte[] content = disk.read(file);
      if (content != null) {
        read(new String(content, UTF_8));
      }
    } catch (IOException
        | JsonParseException
        | IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException
        | NullPointerException e) {
      LOG.warn("The history of plugins begins anew: {} cannot be read: {}", file, e.getMessage());
      rows.clear();
    }
  }

  private void read(String text) {
    for (JsonElement element : JsonParser.parseString(text).getAsJsonArray()) {
      JsonObject row = element.getAsJsonObject();
      add(
          new PluginEvent(
              row.get("at").getAsLong(),
              What.valueOf(row.get("what").getAsString().toUpperCase(Locale.ROOT)),
              row.get("kind").getAsString(),
              row.get("name").getAsString(),
              row.get("version").getAsString(),
              row.get("other").getAsString(),
              row.get("detail").getAsString(),
              row.get("activeMillis").getAsLong(),
              row.get("pauseNanos").getAsLong()));
    }
    dirty = false;
  }

  public synchronized void add(PluginEvent event) {
    rows.addLast(event);
    while (rows.size() > most) {
      rows.removeFirst();
    }
    dirty = true;
  }

  /** The oldest first. */
  public synchronized List<PluginEvent> rows() {
    return new ArrayList<>(rows);
  }

  /** Writes what is new. */
  public void save() {
    synchronized (saving) {
      List<PluginEvent> now;
      synchronized (this) {
        if (!dirty) {
          return;
        }
        now = rows();
        dirty = false;
      }
      try {
        disk.replace(file, json(now).getBytes(UTF_8));
      } catch (IOException e) {
        LOG.warn("The history of plugins is not saved", e);
      }
    }
  }

  /** One row a line. */
  private static String json(List<PluginEvent> rows) {
    StringBuilder text = new StringBuilder("[");
    String separator = "\n";
    for (PluginEvent event : rows) {
      JsonObject row = new JsonObject();
      row.addProperty("at", event.atMillis());
      row.addProperty("what", event.what().name().toLowerCase(Locale.ROOT));
      row.addProperty("kind", event.kind());
      row.addProperty("name", event.name());
      row.addProperty("version", event.version());
      row.addProperty("other", event.other());
      row.addProperty("detail", event.detail());
      row.addProperty("activeMillis", event.activeMillis());
      row.addProperty("pauseNanos", event.pauseNanos());
      text.append(separator).append(row);
      separator = ",\n";
    }
    return text.append("\n]\n").toString();
  }
}
