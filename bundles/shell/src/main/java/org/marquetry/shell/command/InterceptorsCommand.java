/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.InterceptorAdmin.Interceptor;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:interceptors}. */
final class InterceptorsCommand implements Command {

  private final Node node;

  InterceptorsCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
        "interceptors",
        "Lists the interceptors of sends and deliveries in their order, and what passed without"
            + " them");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    Table table =
        new Table(
            "no interceptors; drop a bundle that offers one into the deploy folder",
            "side",
            "name",
            "version",
            "required",
            "state",
            "seen",
            "refused",
            "passed",
            "blocked",
            "untold",
            "reason");
    for (Interceptor each : node.interceptors().interceptors()) {
      table.row(
          each.side(),
          each.name(),
          each.version(),
          each.required(),
          each.state(),
          each.seen(),
          each.refused(),
          each.passed(),
          each.blocked(),
          each.untold(),
          each.reason());
    }
    return table;
  }
}
