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
import org.marquetry.admin.PluginAdmin.Event;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** What happened to plugins, the oldest first. */
record PluginEvents(List<Event> events, ZoneId zone) implements Answer {

  @Override
  public String text() {
    Table table =
        new Table(
            "nothing has happened yet",
            "time",
            "event",
            "kind",
            "name",
            "version",
            "other version",
            "pause ms",
            "active ms",
            "detail");
    for (Event each : events) {
      table.row(
          Moment.text(each.atMillis(), zone),
          each.what(),
          each.kind(),
          each.name(),
          given(each.version()),
          given(each.other()),
          each.pauseNanos() < 0 ? "-" : PluginVersions.millis(each.pauseNanos()),
          each.activeMillis() < 0 ? "-" : String.valueOf(each.activeMillis()),
          each.detail());
    }
    return table.text();
  }

  private static String given(String text) {
    return text.isEmpty() ? "-" : text;
  }

  @Override
  public Object json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Event each : events) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("timestamp", each.atMillis());
      row.put("event", each.what());
      row.put("kind", each.kind());
      row.put("name", each.name());
      row.put("version", each.version());
      row.put("otherVersion", each.other());
      row.put("pauseNanos", each.pauseNanos() < 0 ? null : each.pauseNanos());
      row.put("activeMillis", each.activeMillis() < 0 ? null : each.activeMillis());
      row.put("detail", each.detail());
      all.add(row);
    }
    return all;
  }
}
