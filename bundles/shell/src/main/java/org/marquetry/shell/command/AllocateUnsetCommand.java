/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;

/** {@code mq:allocate-unset}. */
final class AllocateUnsetCommand implements Command {

  private final Node node;

  AllocateUnsetCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "allocate-unset",
            "Leaves the allocation of a group's queues to its clients again, ends steering")
        .operand("GROUP", "its name, as in mq:allocations");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    return new ChoiceAnswer(node.allocation().unset(arguments.operand(0)));
  }
}
