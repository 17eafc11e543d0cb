/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;

/** The texts that settings are read from. Immutable. */
final class GivenValues {

  /** {@code storage.<name of a backend>.<its own key>}. */
  private static final Pattern BACKEND_KEY = Pattern.compile("storage\\.[^.]+\\..+");

  private final Map<String, String> atStart;
  private final Map<String, String> live;

  /**
   * @param live given to the running broker; wins
   */
  GivenValues(Map<String, String> atStart, Map<String, String> live) {
    this.atStart = Map.copyOf(atStart);
    this.live = Map.copyOf(live);
  }

  <T> T of(SettingKey<T> key) throws SettingsException {
    return key.read(text(key));
  }

  String text(SettingKey<?> key) {
    String text = live.getOrDefault(key.name(), atStart.get(key.name()));
    return text == null ? key.defaultText() : text.trim();
  }

  /** What was given for keys that begin so. */
  Map<String, String> startingWith(String prefix) {
    Map<String, String> found = new HashMap<>(atStart);
    found.putAll(live);
    found.keySet().removeIf(key -> !key.startsWith(prefix));
    return found;
  }

  /**
   * Reads everything that was given.
   *
   * @throws SettingsException for the first value that is not allowed
   */
  void checkAll() throws SettingsException {
    for (SettingKey<?> key : KnownKeys.ALL) {
      of(key);
    }
    for (SettingKey<?> key : UnusedKeys.ALL) {
      if (atStart.containsKey(key.name()) || live.containsKey(key.name())) {
        of(key);
      }
    }
  }

  /** These values with others given to the running broker on top. */
  GivenValues with(Map<String, String> changes) {
    Map<String, String> all = new HashMap<>(live);
    all.putAll(changes);
    return new GivenValues(atStart, all);
  }

  /** Known keys in their order, then unknown ones by name. */
  List<ConfigEntry> entries() {
    List<ConfigEntry> entries = new ArrayList<>();
    Map<String, String> unknown = new HashMap<>(atStart);
    unknown.putAll(live);
    for (SettingKey<?> key : KnownKeys.ALL) {
      unknown.remove(key.name());
      String source =
          live.containsKey(key.name())
              ? "live"
              : atStart.containsKey(key.name()) ? "file" : "default";
      entries.add(new ConfigEntry(key.name(), text(key), source, key.description()));
    }
    unknown.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .forEach(
            entry ->
                entries.add(
                    BACKEND_KEY.matcher(entry.getKey()).matches()
                        ? new ConfigEntry(
                            entry.getKey(),
                            entry.getValue(),
                            live.containsKey(entry.getKey()) ? "live" : "file",
                            "for a storage backend, when it opens a span")
                        : new ConfigEntry(
                            entry.getKey(),
                            entry.getValue(),
                            "unknown",
                            "not used by this broker")));
    return entries;
  }
}
