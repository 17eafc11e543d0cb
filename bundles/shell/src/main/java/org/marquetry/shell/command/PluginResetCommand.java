/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;

/** {@code mq:plugin-reset}. */
final class PluginResetCommand implements Command {

  private final Node node;

  PluginResetCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "plugin-reset",
            "Lets a plugin be used again that was put aside, or held back by a canary")
        .operand("NAME", "its name, or kind/name, as in mq:plugins")
        .optionalOperand("VERSION", "only this one");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String name = arguments.operand(0);
    node.plugins().reset(name, arguments.operand(1));
    return PluginVersionsOf.name(node.plugins(), name);
  }
}
