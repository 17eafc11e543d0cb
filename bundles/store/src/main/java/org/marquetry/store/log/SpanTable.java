/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.marquetry.system.Disk;

/** The file that says which spans the log consists of, in the order of their positions. */
final class SpanTable {

  private final Disk disk;
  private final Path file;

  SpanTable(Disk disk, Path file) {
    this.disk = disk;
    this.file = file;
  }

  /** The spans; empty where there is no file. */
  List<SpanEntry> load() throws IOException {
    byte[] content = disk.read(file);
    if (content == null) {
      return List.of();
    }
    try {
      List<SpanEntry> spans = new ArrayList<>();
      for (JsonElement element :
          JsonParser.parseString(new String(content, UTF_8)).getAsJsonArray()) {
        JsonObject span = element.getAsJsonObject();
        SpanEntry entry =
            new SpanEntry(
                span.get("start").getAsLong(),
                span.get("backend").getAsString(),
                span.get("directory").getAsString());
        if (!spans.isEmpty() && entry.start() <= spans.get(spans.size() - 1).start()) {
          throw new JsonParseException("the spans do not ascend at " + entry.start());
        }
        spans.add(entry);
      }
      return spans;
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException
        | NullPointerException e) {
      throw new IOException(
          file
              + " cannot be understood ("
              + e.getMessage()
              + "): restore it; for a store that has only ever used the backend 'mapped' it may be"
              + " deleted",
          e);
    }
  }

  void save(List<SpanEntry> spans) throws IOException {
    JsonArray array = new JsonArray();
    for (SpanEntry entry : spans) {
      JsonObject span = new JsonObject();
      span.addProperty("start", entry.start());
      span.addProperty("backend", entry.backend());
      span.addProperty("directory", entry.directory());
      array.add(span);
    }
    disk.replace(file, (array + "\n").getBytes(UTF_8));
  }
}
