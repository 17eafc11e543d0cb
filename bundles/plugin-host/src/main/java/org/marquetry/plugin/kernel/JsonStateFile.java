/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.marquetry.plugin.kernel.PluginState.Accepted;
import org.marquetry.plugin.kernel.PluginState.Cause;
import org.marquetry.plugin.kernel.PluginState.Mark;
import org.marquetry.plugin.kernel.PluginState.Trial;
import org.marquetry.system.Disk;

/** The state of plugins as JSON. */
public final class JsonStateFile implements StateFile {

  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  private final Disk disk;
  private final Path file;

  public JsonStateFile(Disk disk, Path file) {
    this.disk = disk;
    this.file = file;
  }

  @Override
  public Content read() throws IOException {
    byte[] content = disk.read(file);
    if (content == null) {
      return Content.NONE;
    }
    try {
      JsonObject all = JsonParser.parseString(new String(content, UTF_8)).getAsJsonObject();
      JsonObject intent = all.getAsJsonObject("intent");
      return new Content(
          state(all.getAsJsonObject("state")),
          intent == null ? null : state(intent),
          intent == null ? null : all.get("why").getAsString());
    } catch (JsonParseException
        | IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | NullPointerException e) {
      throw new IOException(
          file + " cannot be understood (" + e.getMessage() + "): restore it or delete it", e);
    }
  }

  private static PluginState state(JsonObject state) {
    List<Accepted> accepted = new ArrayList<>();
    for (JsonElement each : state.getAsJsonArray("accepted")) {
      JsonObject one = each.getAsJsonObject();
      accepted.add(new Accepted(id(one), one.get("version").getAsString()));
    }
    List<Mark> marks = new ArrayList<>();
    for (JsonElement each : state.getAsJsonArray("marks")) {
      JsonObject mark = each.getAsJsonObject();
      marks.add(
          new Mark(
              id(mark),
              mark.get("version").getAsString(),
              Cause.valueOf(mark.get("cause").getAsString().toUpperCase(Locale.ROOT)),
              mark.get("reason").getAsString(),
              mark.get("since").getAsLong()));
    }
    List<Trial> trials = new ArrayList<>();
    for (JsonElement each : state.getAsJsonArray("canaries")) {
      JsonObject trial = each.getAsJsonObject();
      trials.add(
          new Trial(
              id(trial),
              trial.get("version").getAsString(),
              trial.get("stable").getAsString(),
              trial.get("percent").getAsInt(),
              trial.get("since").getAsLong()));
    }
    return new PluginState(accepted, marks, trials);
  }

  private static PluginId id(JsonObject of) {
    return new PluginId(of.get("kind").getAsString(), of.get("name").getAsString());
  }

  @Override
  public void write(Content content) throws IOException {
    JsonObject all = new JsonObject();
    all.add("state", json(content.state()));
    if (content.intent() != null) {
      all.addProperty("why", content.why());
      all.add("intent", json(content.intent()));
    }
    disk.replace(file, (GSON.toJson(all) + "\n").getBytes(UTF_8));
  }

  private static JsonObject json(PluginState state) {
    JsonArray accepted = new JsonArray();
    for (Accepted one : state.accepted()) {
      JsonObject each = json(one.id());
      each.addProperty("version", one.version());
      accepted.add(each);
    }
    JsonArray marks = new JsonArray();
    for (Mark mark : state.marks()) {
      JsonObject each = json(mark.id());
      each.addProperty("version", mark.version());
      each.addProperty("cause", mark.cause().name().toLowerCase(Locale.ROOT));
      each.addProperty("reason", mark.reason());
      each.addProperty("since", mark.sinceMillis());
      marks.add(each);
    }
    JsonArray trials = new JsonArray();
    for (Trial trial : state.trials()) {
      JsonObject each = json(trial.id());
      each.addProperty("version", trial.version());
      each.addProperty("stable", trial.stable());
      each.addProperty("percent", trial.percent());
      each.addProperty("since", trial.sinceMillis());
      trials.add(each);
    }
    JsonObject json = new JsonObject();
    json.add("accepted", accepted);
    json.add("marks", marks);
    json.add("canaries", trials);
    return json;
  }

  private static JsonObject json(PluginId id) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", id.kind());
    json.addProperty("name", id.name());
    return json;
  }
}
