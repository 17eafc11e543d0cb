/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.List;
import org.marquetry.admin.PluginAdmin.Plugin;
import org.marquetry.shell.output.Answer;

/** {@code mq:plugins}. */
final class PluginsCommand implements Command {

  private final Node node;

  PluginsCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
        "plugins",
        "Lists the plugins in all versions, which of them are in use, what came of the calls, and"
            + " why a jar is refused");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    List<Plugin> plugins = node.plugins().plugins();
    return new PluginVersions("no plugins; drop a bundle into the deploy folder", plugins);
  }
}
