/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.delay;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.config.SettingsException;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;
import org.marquetry.delay.DelayEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which engines an operator has chosen for the lanes in place of the configured ones, as on disk in
 * {@code config/delayEngines.json}. A choice ends when the configuration names another engine than
 * it did when the choice was made. Thread-safe.
 */
public final class EngineSwitches {

  private static final Logger LOG = LoggerFactory.getLogger(EngineSwitches.class);

  /** An engine in the place of another one. */
  private record Choice(String engine, String configured) {}

  private final JsonFile file;
  private final LiveSettings settings;
  private final Map<String, String> configured = new LinkedHashMap<>();
  private Map<String, Choice> choices = new LinkedHashMap<>();

  /**
   * Reads the file and puts in force what it says. Blocks for the disk.
   *
   * @throws IOException if the file cannot be understood; the message names it and the remedy
   */
  public EngineSwitches(JsonFile file, LiveSettings settings) throws IOException {
    this.file = file;
    this.settings = settings;
    JsonObject content = file.read();
    for (String lane : List.of(DelayEngine.LEVELS, DelayEngine.TIMER)) {
      String now = settings.current().timers().engine(lane);
      configured.put(lane, now);
      JsonElement element = content == null ? null : content.get(lane);
      if (element != null) {
        resume(lane, read(element), now);
      }
    }
  }

  private Choice read(JsonElement element) throws IOException {
    if (element instanceof JsonObject object
        && object.get("engine") instanceof JsonPrimitive engine
        && object.get("configured") instanceof JsonPrimitive before) {
      return new Choice(engine.getAsString(), before.getAsString());
    }
    throw new IOException(
        file.path()
            + " does not say which engines were chosen: correct it, or delete it to have the"
            + " configured ones");
  }

  private void resume(String lane, Choice choice, String now) {
    if (!choice.configured().equals(now)) {
      return;
    }
    try {
      settings.change(Map.of(key(lane), choice.engine()));
      choices.put(lane, choice);
    } catch (SettingsException e) {
      LOG.warn("lane {} goes on with the engine {}: {}", lane, now, e.getMessage());
    }
  }

  private static String key(String lane) {
    return lane.equals(DelayEngine.LEVELS) ? "delayEngineLevels" : "delayEngineTimer";
  }

  /**
   * Has an engine serve a lane from now on, also after a restart. Blocks for the disk.
   *
   * @throws IOException if it cannot be written: nothing is changed then
   * @throws SettingsException if the name cannot be that of an engine
   */
  synchronized void put(String lane, String engine) throws IOException, SettingsException {
    Map<String, Choice> all = new LinkedHashMap<>(choices);
    all.put(lane, new Choice(engine, configured.get(lane)));
    JsonText json = new JsonText().object();
    for (Map.Entry<String, Choice> each : all.entrySet()) {
      json.name(each.getKey())
          .object()
          .name("engine")
          .value(each.getValue().engine())
          .name("configured")
          .value(each.getValue().configured())
          .end();
    }
    file.write(json.end().toString());
    choices = all;
    settings.change(Map.of(key(lane), engine));
  }
}
