/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.PluginAdmin.Figures;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/**
 * Versions of plugins: for people in units that they read, for scripts in full and in nanoseconds.
 *
 * @param whenEmpty the text instead of a table without rows
 */
record PluginVersions(String whenEmpty, List<Plugin> plugins) implements Answer {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final long BYTES_PER_KIB = 1024;

  @Override
  public String text() {
    Table table =
        new Table(
            whenEmpty,
            "kind",
            "name",
            "version",
            "state",
            "calls",
            "failed",
            "overrun",
            "busy",
            "p50 ms",
            "p99 ms",
            "max ms",
            "kib/call",
            "written off",
            "bundle",
            "detail");
    for (Plugin each : plugins) {
      Figures figures = each.figures();
      table.row(
          each.kind(),
          each.name(),
          each.version(),
          each.state(),
          figures.calls(),
          figures.failures(),
          figures.overruns(),
          figures.refused(),
          millis(figures.p50Nanos()),
          millis(figures.p99Nanos()),
          millis(figures.maxNanos()),
          figures.calls() == 0 ? 0 : figures.allocatedBytes() / figures.calls() / BYTES_PER_KIB,
          figures.writtenOffThreads(),
          each.bundle(),
          each.detail());
    }
    return table.text();
  }

  static String millis(long nanos) {
    return String.format("%.3f", nanos / NANOS_PER_MILLI);
  }

  @Override
  public Object json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Plugin each : plugins) {
      Figures figures = each.figures();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("kind", each.kind());
      row.put("name", each.name());
      row.put("version", each.version());
      row.put("state", each.state());
      row.put("bundle", each.bundle());
      row.put("detail", each.detail());
      row.put("calls", figures.calls());
      row.put("failures", figures.failures());
      row.put("overruns", figures.overruns());
      row.put("refused", figures.refused());
      row.put("waiting", figures.waiting());
      row.put("running", figures.running());
      row.put("p50Nanos", figures.p50Nanos());
      row.put("p99Nanos", figures.p99Nanos());
      row.put("maxNanos", figures.maxNanos());
      row.put("allocatedBytes", figures.allocatedBytes());
      row.put("threads", figures.threads());
      row.put("writtenOffThreads", figures.writtenOffThreads());
      row.put("products", figures.products());
      row.put("lastFailure", figures.lastFailure());
      all.add(row);
    }
    return all;
  }
}
