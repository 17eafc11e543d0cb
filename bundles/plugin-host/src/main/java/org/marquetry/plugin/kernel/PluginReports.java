/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.plugin.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.PluginAdmin.Canary;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.admin.PluginAdmin.Side;
import org.marquetry.admin.PluginAdmin.WrittenOffThread;
import org.marquetry.plugin.kernel.PluginState.Trial;

/** What there is to say about plugins, for people. Thread-safe; never blocks. */
public final class PluginReports {

  private final PluginPlatform platform;
  private final PluginOperations operations;

  public PluginReports(PluginPlatform platform, PluginOperations operations) {
    this.platform = platform;
    this.operations = operations;
  }

  /** Every version of every plugin that offers or offered itself. */
  public List<Plugin> plugins() {
    List<Plugin> all = new ArrayList<>();
    platform.tables().forEach(table -> all.addAll(table.inventory()));
    return all;
  }

  /** What a plugin may take, by configuration key. */
  public Map<String, Object> limits(String plugin) throws AdminException {
    PluginId id = operations.find(plugin).id();
    return PluginConfiguration.shown(platform.settings(id.kind(), id.name()));
  }

  public List<WrittenOffThread> writtenOffThreads() {
    return platform.writtenOff().stream()
        .map(
            each ->
                new WrittenOffThread(
                    each.kind(),
                    each.name(),
                    each.version(),
                    each.thread(),
                    each.how(),
                    each.sinceMillis()))
        .toList();
  }

  /** Every trial; also of plugins whose versions are not all there. */
  public List<Canary> canaries() {
    Map<PluginId, CanaryReport> running = new LinkedHashMap<>();
    long now = platform.clock().millis();
    for (ProviderTable<?> table : platform.tables()) {
      for (VersionSet<?> set : table.sets()) {
        CanaryTrial<?> trial = set.route().trial();
        if (trial != null) {
          running.put(set.id(), trial.report(now));
        }
      }
    }
    List<Canary> all = new ArrayList<>();
    for (Trial trial : platform.journal().state().trials()) {
      CanaryReport report = running.get(trial.id());
      all.add(report == null ? waiting(trial) : shown(report));
    }
    return all;
  }

  private static Canary waiting(Trial trial) {
    return new Canary(
        trial.id().kind(),
        trial.id().name(),
        trial.percent(),
        trial.sinceMillis(),
        false,
        new Side(trial.version(), 0, 0, 0, 0, 0),
        new Side(trial.stable(), 0, 0, 0, 0, 0),
        0,
        0,
        "");
  }

  private static Canary shown(CanaryReport report) {
    Trial trial = report.trial();
    return new Canary(
        trial.id().kind(),
        trial.id().name(),
        trial.percent(),
        trial.sinceMillis(),
        true,
        shown(trial.version(), report.tried()),
        shown(trial.stable(), report.stable()),
        report.compared(),
        report.different(),
        report.lastDifference());
  }

  private static Side shown(String version, CanaryReport.Side side) {
    return new Side(
        version, side.calls(), side.failures(), side.overruns(), side.p50Nanos(), side.p99Nanos());
  }
}
