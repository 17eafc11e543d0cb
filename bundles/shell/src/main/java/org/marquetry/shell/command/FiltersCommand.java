/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.admin.FilterAdmin.Use;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Sections;
import org.marquetry.shell.output.Table;

/** {@code mq:filters}. */
final class FiltersCommand implements Command {

  private final Node node;

  FiltersCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("filters", "Lists filters, what groups are served by, and what waits and why");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    FilterAdmin admin = node.filters();
    Table types = new Table("no filters", "filter", "version", "state", "uses");
    for (FilterAdmin.Type each : admin.types()) {
      types.row(each.name(), each.version(), each.state(), each.uses());
    }
    Table uses =
        new Table(
            "every group gets all messages",
            "group",
            "topic",
            "filter",
            "expression",
            "by",
            "state",
            "for ms",
            "reason");
    for (Use each : admin.uses()) {
      uses.row(
          each.group(),
          each.topic(),
          each.type(),
          each.expression(),
          each.by(),
          each.state(),
          each.sinceMillis(),
          each.reason());
    }
    Map<String, Answer> parts = new LinkedHashMap<>();
    parts.put("filters", types);
    parts.put("uses", uses);
    return new Sections(parts);
  }
}
