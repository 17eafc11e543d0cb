/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:plugins}. */
final class PluginsCommand implements Command {

  private final Node node;

  PluginsCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
        "plugins", "Lists the plugins, which of them are in use, and why a jar is refused");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    Table table =
        new Table(
            "no plugins; drop a bundle into the deploy folder",
            "kind",
            "name",
            "version",
            "state",
            "bundle",
            "detail");
    for (Plugin each : node.plugins().plugins()) {
      table.row(
          each.kind(), each.name(), each.version(), each.state(), each.bundle(), each.detail());
    }
    return table;
  }
}
