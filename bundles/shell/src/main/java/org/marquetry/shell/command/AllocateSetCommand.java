/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;

/** {@code mq:allocate-set}. */
final class AllocateSetCommand implements Command {

  private final Node node;

  AllocateSetCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "allocate-set", "Has the broker allocate a group's queues by a strategy from now on")
        .operand("GROUP", "its name, as in mq:groups")
        .operand("STRATEGY", "its name, as in mq:plugins")
        .manyOperands("KEY=VALUE", "settings of the strategy");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    return new ChoiceAnswer(
        node.allocation().set(arguments.operand(0), arguments.operand(1), arguments.settings(2)));
  }
}
