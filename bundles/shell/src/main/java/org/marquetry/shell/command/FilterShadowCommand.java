/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.AdminException;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.shell.output.Answer;

/** {@code mq:filter-shadow}. */
final class FilterShadowCommand implements Command {

  private final Node node;

  FilterShadowCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return ComparisonOperands.usage(
        "filter-shadow",
        "Judges messages that come from now on by a candidate too, and shows where it differs from"
            + " what the group is served by");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    FilterAdmin admin = node.filters();
    Answer answer = new ComparisonOperands("shadow", admin).answer(arguments, usage());
    if (answer != null) {
      return answer;
    }
    return ComparisonOperands.of(
        admin.shadow(
            arguments.operand(0),
            arguments.operand(1),
            arguments.operand(2),
            arguments.operand(3)));
  }
}
