/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.allocate;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.marquetry.broker.json.JsonFields;
import org.marquetry.broker.json.JsonFile;
import org.marquetry.broker.json.JsonText;

/**
 * What operators chose, by group, kept in a file: a change is on the disk before it is in force.
 * Thread-safe; look-ups take no lock.
 */
final class GroupChoices {

  private final JsonFile file;
  private final Map<String, GroupChoice> choices = new ConcurrentHashMap<>();

  /**
   * Reads the file. Blocks.
   *
   * @throws IOException if it cannot be understood; the message names it and the remedy
   */
  GroupChoices(JsonFile file) throws IOException {
    this.file = file;
    JsonObject content = file.read();
    JsonObject groups = content == null ? null : JsonFields.object(content, "groups");
    if (groups != null) {
      for (Map.Entry<String, JsonElement> entry : groups.entrySet()) {
        if (entry.getValue() instanceof JsonObject object) {
          choices.put(entry.getKey(), read(object));
        }
      }
    }
  }

  private static GroupChoice read(JsonObject object) {
    Map<String, String> settings = new TreeMap<>();
    JsonObject given = JsonFields.object(object, "settings");
    if (given != null) {
      given.keySet().forEach(key -> settings.put(key, JsonFields.textOr(given, key, "")));
    }
    return new GroupChoice(
        JsonFields.textOr(object, "strategy", ""),
        settings,
        JsonFields.textOr(object, "clientStrategy", null));
  }

  /** {@code null} where the group is left to its clients. */
  GroupChoice of(String group) {
    return choices.get(group);
  }

  /** By group. */
  Map<String, GroupChoice> all() {
    return new TreeMap<>(choices);
  }

  /**
   * Blocks for the disk.
   *
   * @param choice {@code null} for none
   */
  synchronized void put(String group, GroupChoice choice) throws IOException {
    Map<String, GroupChoice> next = all();
    if (choice == null) {
      next.remove(group);
    } else {
      next.put(group, choice);
    }
    write(next);
    if (choice == null) {
      choices.remove(group);
    } else {
      choices.put(group, choice);
    }
  }

  private void write(Map<String, GroupChoice> groups) throws IOException {
    JsonText json = new JsonText().object().name("groups").object();
    groups.forEach(
        (group, choice) -> {
          json.name(group).object();
          if (choice.steered()) {
            json.name("clientStrategy").value(choice.clientStrategy());
          }
          json.name("settings").values(new TreeMap<>(choice.settings()));
          json.name("strategy").value(choice.strategy()).end();
        });
    file.write(json.end().end().toString());
  }
}
