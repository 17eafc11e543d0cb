/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings in force, changed as a whole while the service runs. Thread-safe. */
final class CurrentSettings {

  private static final Logger LOG = LoggerFactory.getLogger(CurrentSettings.class);

  private Map<String, String> configured;
  private final Map<String, String> changes = new HashMap<>();
  private volatile RouteSettings current;

  /**
   * @throws IllegalArgumentException see {@link RouteSettings#of}
   */
  CurrentSettings(Map<String, String> configured) {
    this.configured = Map.copyOf(configured);
    this.current = RouteSettings.of(configured);
  }

  /** Keys of the configuration in force, as they were given. */
  synchronized Set<String> given() {
    return configured.keySet();
  }

  /** Known keys in their order, then unknown ones by name. */
  synchronized List<ConfigEntry> entries() {
    RouteSettings now = current;
    List<ConfigEntry> entries = new ArrayList<>();
    now.asMap()
        .forEach(
            (key, value) ->
                entries.add(
                    new ConfigEntry(
                        RouteSettings.PREFIX + key,
                        value,
                        source(key),
                        KeyDescriptions.ALL.get(key))));
    now.unknown()
        .forEach(
            (key, value) ->
                entries.add(
                    new ConfigEntry(
                        RouteSettings.PREFIX + key,
                        value,
                        "unknown",
                        "not used by this route service")));
    return entries;
  }

  private String source(String key) {
    if (changes.containsKey(RouteSettings.PREFIX + key)) {
      return "live";
    }
    return RouteSettings.isGiven(key, configured.keySet()) ? "file" : "default";
  }

  RouteSettings get() {
    return current;
  }

  /** Puts other configured settings in force; changes by request stay on top of them. */
  synchronized void configure(Map<String, String> given) {
    apply(given, changes);
    configured = Map.copyOf(given);
  }

  /**
   * Changes keys until the next start; all of them or, if one is bad, none.
   *
   * @param given by bare key
   */
  synchronized void change(Map<String, String> given) {
    Map<String, String> all = new HashMap<>(changes);
    given.forEach((key, value) -> all.put(RouteSettings.PREFIX + key, value));
    apply(configured, all);
    changes.putAll(all);
    LOG.info(
        "Changed by request until the next start: {}. What shall stay belongs into the"
            + " configuration file",
        given.keySet());
  }

  private void apply(Map<String, String> base, Map<String, String> onTop) {
    Map<String, String> merged = new HashMap<>(base);
    merged.putAll(onTop);
    RouteSettings next = RouteSettings.of(merged);
    List<String> restart = next.needRestart(current);
    if (!restart.isEmpty()) {
      LOG.warn("Takes effect at the next start of the route service only: {}", restart);
    }
    current = next;
  }
}
