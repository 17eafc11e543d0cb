/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.PluginAdmin.Canary;
import org.marquetry.admin.PluginAdmin.Side;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** Versions on trial, each beside the version that gets the other keys. */
record PluginCanaries(List<Canary> canaries, ZoneId zone) implements Answer {

  @Override
  public String text() {
    Table table =
        new Table(
            "no version is on trial; mq:plugin-canary NAME VERSION SHARE begins one",
            "kind",
            "name",
            "version",
            "share",
            "calls",
            "failed",
            "overrun",
            "p50 ms",
            "p99 ms",
            "compared",
            "different",
            "since",
            "detail");
    for (Canary each : canaries) {
      row(
          table,
          each,
          each.candidate(),
          each.percent() + "%",
          each.running() ? each.lastDifference() : "waits until both versions are there");
      row(table, each, each.stable(), 100 - each.percent() + "%", "");
    }
    return table.text();
  }

  private void row(Table table, Canary canary, Side side, String share, String detail) {
    table.row(
        canary.kind(),
        canary.name(),
        side.version(),
        share,
        side.calls(),
        side.failures(),
        side.overruns(),
        PluginVersions.millis(side.p50Nanos()),
        PluginVersions.millis(side.p99Nanos()),
        canary.compared(),
        canary.different(),
        Moment.text(canary.sinceMillis(), zone),
        detail);
  }

  @Override
  public Object json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Canary each : canaries) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("kind", each.kind());
      row.put("name", each.name());
      row.put("percent", each.percent());
      row.put("since", each.sinceMillis());
      row.put("running", each.running());
      row.put("candidate", json(each.candidate()));
      row.put("stable", json(each.stable()));
      row.put("compared", each.compared());
      row.put("different", each.different());
      row.put("lastDifference", each.lastDifference());
      all.add(row);
    }
    return all;
  }

  private static Map<String, Object> json(Side side) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("version", side.version());
    row.put("calls", side.calls());
    row.put("failures", side.failures());
    row.put("overruns", side.overruns());
    row.put("p50Nanos", side.p50Nanos());
    row.put("p99Nanos", side.p99Nanos());
    return row;
  }
}
