/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.PluginAdmin;
import org.marquetry.admin.PluginAdmin.Canary;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.admin.PluginAdmin.WrittenOffThread;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;
import org.marquetry.shell.output.Sections;
import org.marquetry.shell.output.Table;

/** {@code mq:plugin}. */
final class PluginCommand implements Command {

  private static final int ROWS = 20;

  private final Node node;
  private final ZoneId zone;

  /**
   * @param zone in which times are shown to people
   */
  PluginCommand(Node node, ZoneId zone) {
    this.node = node;
    this.zone = zone;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "plugin",
            "Shows all about one plugin: its versions, threads, limits, trial and history")
        .operand("NAME", "its name, or kind/name, as in mq:plugins");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String name = arguments.operand(0);
    PluginAdmin plugins = node.plugins();
    Map<String, Object> limits = plugins.limits(name);
    Map<String, Answer> parts = new LinkedHashMap<>();
    PluginVersions versions = PluginVersionsOf.name(plugins, name);
    parts.put("versions", versions);
    parts.put("threads", threads(versions.plugins()));
    List<WrittenOffThread> writtenOff =
        plugins.writtenOffThreads().stream()
            .filter(each -> PluginVersionsOf.isCalled(name, each.kind(), each.name()))
            .toList();
    if (!writtenOff.isEmpty()) {
      parts.put("written off threads", writtenOff(writtenOff));
    }
    List<Canary> canaries =
        plugins.canaries().stream()
            .filter(each -> PluginVersionsOf.isCalled(name, each.kind(), each.name()))
            .toList();
    if (!canaries.isEmpty()) {
      parts.put("canary", new PluginCanaries(canaries, zone));
    }
    parts.put("limits", new Facts(limits));
    parts.put("history", new PluginEvents(plugins.history(name, ROWS), zone));
    return new Sections(parts);
  }

  private static Table threads(List<Plugin> versions) {
    Table table =
        new Table(
            "none",
            "version",
            "threads",
            "running",
            "waiting",
            "products",
            "allocated bytes",
            "last failure");
    for (Plugin each : versions) {
      table.row(
          each.version(),
          each.figures().threads(),
          each.figures().running(),
          each.figures().waiting(),
          each.figures().products(),
          each.figures().allocatedBytes(),
          each.figures().lastFailure());
    }
    return table;
  }

  private Table writtenOff(List<WrittenOffThread> threads) {
    Table table = new Table("none", "version", "thread", "since", "reason");
    for (WrittenOffThread each : threads) {
      table.row(
          each.version(),
          each.thread(),
          Moment.text(each.sinceMillis(), zone),
          "a call " + each.reason());
    }
    return table;
  }
}
