/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.PluginAdmin;

/** A plugin host that has one of everything and writes down what it is asked. */
final class FakePlugins implements PluginAdmin {

  final List<String> asked = new ArrayList<>();

  @Override
  public List<Plugin> plugins() {
    return List.of(
        new Plugin("storage", "mapped", "1.0.0", "b", "in use", ""),
        new Plugin(
            "filter",
            "SQL92",
            "2.0.0",
            "c",
            "canary",
            "gets 10% of the keys",
            new Figures(
                1000, 3, 1, 2, 4, 1, 12_345, 2_000_000, 9_000_000, 2_048_000, 2, 1, 5, "boom")));
  }

  @Override
  public Map<String, Object> limits(String plugin) throws AdminException {
    if (!plugin.equals("SQL92") && !plugin.equals("filter/SQL92")) {
      throw new AdminException("there is no plugin " + plugin);
    }
    return Map.of("time.millis", 200L);
  }

  @Override
  public List<Event> history(String plugin, int most) {
    asked.add("history " + plugin + " " + most);
    return List.of(
        new Event(0, "swapped", "filter", "SQL92", "2.0.0", "1.0.0", "of bundle c", 417, 1_500_000),
        new Event(1, "came", "filter", "SQL92", "1.0.0", "", "of bundle c", -1, -1));
  }

  @Override
  public List<WrittenOffThread> writtenOffThreads() {
    return List.of(
        new WrittenOffThread("filter", "SQL92", "2.0.0", "thread-1", "took over 200 ms", 0));
  }

  @Override
  public List<Canary> canaries() {
    return List.of(
        new Canary(
            "filter",
            "SQL92",
            10,
            0,
            true,
            new Side("2.0.0", 1000, 3, 1, 12_345, 2_000_000),
            new Side("1.0.0", 9000, 0, 0, 11_000, 1_000_000),
            900,
            2,
            "key q1: true instead of false"));
  }

  @Override
  public void reset(String plugin, String version) {
    asked.add("reset " + plugin + " " + version);
  }

  @Override
  public void startCanary(String plugin, String version, int percent) {
    asked.add("canary " + plugin + " " + version + " " + percent);
  }

  @Override
  public void promoteCanary(String plugin) {
    asked.add("promote " + plugin);
  }

  @Override
  public void revertCanary(String plugin) throws AdminException {
    throw new AdminException("no version of " + plugin + " is on trial");
  }
}
