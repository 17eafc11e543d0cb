/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.marquetry.plugin.kernel.PluginSettings.CanaryRule;
import org.marquetry.plugin.kernel.PluginSettings.CircuitRule;

/**
 * What operators configure: a key holds for all plugins, {@code kind.key} for those of a kind,
 * {@code name.key} for those of a name and {@code kind.name.key} for exactly one; the more exact
 * key wins. Immutable.
 */
public final class PluginConfiguration implements PluginSettings.Source {

  /** Keys of this prefix belong to others, as {@code plugins.trust}. */
  private static final String OF_OTHERS = "plugins.";

  private static final Map<String, Key> KEYS = new LinkedHashMap<>();

  static {
    key("time.millis", 1, 3_600_000, 200);
    key("allocation.mib", 1, 1 << 20, 64);
    key("lanes", 1, 64, 2);
    key("waiting.calls", 1, 1_000_000, 1024);
    key("products", 1, 1_000_000, 1024);
    key("drain.millis", 0, 600_000, 5_000);
    key("circuit.failures.row", 1, 1_000_000, 5);
    key("circuit.failures.percent", 1, 100, 50);
    key("circuit.failures.window", 1, 100_000, 100);
    key("circuit.overruns", 1, 1_000_000, 1);
    key("canary.default.percent", 0, 99, 0);
    key("canary.compare", 0, 1, 1);
    key("canary.judge.calls", 1, 1_000_000, 20);
    key("canary.revert.errors.percent", 0, 100, 1);
    key("canary.revert.differences.percent", 0, 100, 1);
    key("canary.promote.calls", 0, 1_000_000_000, 1_000);
    key("canary.promote.seconds", 0, 31_536_000, 600);
  }

  /** Values by key and, within, by what they are for; empty for all plugins. */
  private final Map<String, Map<String, Long>> values = new HashMap<>();

  private final List<String> complaints = new ArrayList<>();

  private PluginConfiguration() {}

  private static void key(String name, long least, long most, long usual) {
    KEYS.put(name, new Key(name, least, most, usual));
  }

  /** What is not understood is left at its default, see {@link #complaints()}. */
  public static PluginConfiguration of(Map<String, ?> given) {
    PluginConfiguration configuration = new PluginConfiguration();
    new TreeSet<>(given.keySet())
        .forEach(key -> configuration.take(key, String.valueOf(given.get(key)).trim()));
    return configuration;
  }

  private void take(String given, String text) {
    if (given.startsWith(OF_OTHERS)) {
      return;
    }
    Key key = null;
    for (Key each : KEYS.values()) {
      boolean fits = given.equals(each.name()) || given.endsWith("." + each.name());
      if (fits && (key == null || each.name().length() > key.name().length())) {
        key = each;
      }
    }
    if (key == null) {
      complaints.add(
          "there is no key " + given + "; known are " + String.join(", ", KEYS.keySet()));
      return;
    }
    String of =
        given.length() == key.name().length()
            ? ""
            : given.substring(0, given.length() - key.name().length() - 1);
    try {
      long value =
          switch (text) {
            case "true" -> 1;
            case "false", "off" -> 0;
            default ->
                Long.parseLong(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
          };
      if (value >= key.least() && value <= key.most()) {
        values.computeIfAbsent(key.name(), name -> new HashMap<>()).put(of, value);
        return;
      }
    } catch (NumberFormatException e) {
      // The same complaint as of a number out of range.
    }
    complaints.add(
        given
            + " is '"
            + text
            + "', allowed are whole numbers from "
            + key.least()
            + " to "
            + key.most()
            + "; "
            + key.usual()
            + " is used");
  }

  /** What is wrong with the configuration, one line each, for people. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  @Override
  public PluginSettings of(String kind, String name) {
    Reader reader = new Reader(kind, name);
    int inARow = (int) reader.value("circuit.failures.row");
    return new PluginSettings(
        reader.value("time.millis"),
        reader.value("allocation.mib") << 20,
        (int) reader.value("lanes"),
        (int) reader.value("waiting.calls"),
        (int) reader.value("products"),
        reader.value("drain.millis"),
        new CircuitRule(
            inARow,
            (int) reader.value("circuit.failures.percent"),
            (int) Math.max(inARow, reader.value("circuit.failures.window")),
            (int) reader.value("circuit.overruns")),
        new CanaryRule(
            (int) reader.value("canary.default.percent"),
            reader.value("canary.compare") == 1,
            (int) reader.value("canary.judge.calls"),
            (int) reader.value("canary.revert.errors.percent"),
            (int) reader.value("canary.revert.differences.percent"),
            (int) reader.value("canary.promote.calls"),
            reader.value("canary.promote.seconds") * 1_000));
  }

  /** Settings by key, as they would be configured. */
  static Map<String, Object> shown(PluginSettings settings) {
    CircuitRule circuit = settings.circuit();
    CanaryRule canary = settings.canary();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("time.millis", settings.timeMillis());
    shown.put("allocation.mib", settings.allocationBytes() >> 20);
    shown.put("lanes", settings.lanes());
    shown.put("waiting.calls", settings.waitingCalls());
    shown.put("products", settings.products());
    shown.put("drain.millis", settings.drainMillis());
    shown.put("circuit.failures.row", circuit.inARow());
    shown.put("circuit.failures.percent", circuit.percent());
    shown.put("circuit.failures.window", circuit.window());
    shown.put("circuit.overruns", circuit.overruns());
    shown.put("canary.default.percent", canary.defaultPercent());
    shown.put("canary.compare", canary.compare());
    shown.put("canary.judge.calls", canary.leastCalls());
    shown.put("canary.revert.errors.percent", canary.revertErrorPercent());
    shown.put("canary.revert.differences.percent", canary.revertDifferencePercent());
    shown.put("canary.promote.calls", canary.promoteCalls());
    shown.put("canary.promote.seconds", canary.promoteMillis() / 1_000);
    return shown;
  }

  private record Key(String name, long least, long most, long usual) {}

  /** Finds the most exact value. */
  private final class Reader {

    private final List<String> exactFirst;

    Reader(String kind, String name) {
      exactFirst = List.of(kind + "." + name, name, kind, "");
    }

    long value(String key) {
      Map<String, Long> given = values.getOrDefault(key, Map.of());
      for (String of : exactFirst) {
        Long value = given.get(of);
        if (value != null) {
          return value;
        }
      }
      return KEYS.get(key).usual();
    }
  }
}
