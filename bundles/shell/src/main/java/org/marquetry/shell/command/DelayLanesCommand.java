/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.DelayAdmin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:delay-lanes}. */
final class DelayLanesCommand implements Command {

  private final Node node;

  DelayLanesCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("delay-lanes", "Shows which engine serves delayed messages, and how it goes");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    Table table =
        new Table(
            "there is no lane",
            "lane",
            "engine",
            "configured",
            "state",
            "pending",
            "late ms",
            "detail");
    for (DelayAdmin.Lane lane : node.delay().lanes()) {
      table.row(
          lane.name(),
          lane.engine(),
          lane.configured(),
          lane.state(),
          lane.pending(),
          lane.lateMillis(),
          lane.detail());
    }
    return table;
  }
}
