/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings in force: those of the start with live changes on top. Thread-safe; reading takes no
 * lock.
 */
public final class LiveSettings {

  private final Path dataDirectory;
  private GivenValues values;
  private Map<String, String> configured;
  private volatile BrokerSettings current;

  /**
   * @throws SettingsException for the first value that is not allowed
   */
  public LiveSettings(Map<String, String> given, Path dataDirectory) throws SettingsException {
    this.dataDirectory = dataDirectory;
    this.values = new GivenValues(given, Map.of());
    this.configured = Map.copyOf(given);
    this.current = BrokerSettings.read(values, dataDirectory);
  }

  public BrokerSettings current() {
    return current;
  }

  /**
   * Known keys whose change would need a restart. Changes nothing.
   *
   * @throws SettingsException for the first value that is not allowed
   */
  public synchronized List<String> needRestart(Map<String, String> changes)
      throws SettingsException {
    List<String> needRestart = new ArrayList<>();
    for (SettingKey<?> key : KnownKeys.ALL) {
      String text = changes.get(key.name());
      if (text != null) {
        key.read(text);
        if (!key.live() && !text.trim().equals(values.text(key))) {
          needRestart.add(key.name());
        }
      }
    }
    return needRestart;
  }

  /**
   * Puts changes in force where that is possible without a restart.
   *
   * @param changes keys and new texts; keys that nobody knows are only listed
   * @return known keys that would need a restart: their values stay as they are
   * @throws SettingsException for the first value that is not allowed: nothing is changed then
   */
  public synchronized List<String> change(Map<String, String> changes) throws SettingsException {
    List<String> needRestart = needRestart(changes);
    Map<String, String> possible = new HashMap<>(changes);
    possible.keySet().removeAll(needRestart);
    for (SettingKey<?> key : KnownKeys.ALL) {
      String text = possible.get(key.name());
      if (text != null && text.trim().equals(values.text(key))) {
        possible.remove(key.name());
      }
    }
    GivenValues changed = values.with(possible);
    current = BrokerSettings.read(changed, dataDirectory);
    values = changed;
    return needRestart;
  }

  /**
   * Puts another configuration in force as {@link #change} does. A key that the one before had and
   * this one has not goes back to its default.
   *
   * @param given all of it
   * @return known keys that would need a restart: their values stay as they are
   * @throws SettingsException for the first value that is not allowed: nothing is changed then
   */
  public synchronized List<String> configure(Map<String, String> given) throws SettingsException {
    Map<String, String> changes = new HashMap<>(given);
    for (SettingKey<?> key : KnownKeys.ALL) {
      if (configured.containsKey(key.name())) {
        changes.putIfAbsent(key.name(), key.defaultText());
      }
    }
    List<String> needRestart = change(changes);
    configured = Map.copyOf(given);
    return needRestart;
  }
}
