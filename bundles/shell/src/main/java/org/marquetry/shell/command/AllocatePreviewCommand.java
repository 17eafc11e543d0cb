/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;

/** {@code mq:allocate-preview}. */
final class AllocatePreviewCommand implements Command {

  private static final String CLIENT_STRATEGY = "--client-strategy";

  private final Node node;

  AllocatePreviewCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "allocate-preview",
            "Shows who would own which queue by a strategy, and what would move")
        .operand("GROUP", "its name, as in mq:groups")
        .operand("STRATEGY", "its name, as in mq:plugins")
        .manyOperands("KEY=VALUE", "settings of the strategy")
        .option(
            CLIENT_STRATEGY,
            "NAME",
            "also tell whether clients that compute NAME can be steered so");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    return new PreviewAnswer(
        node.allocation()
            .preview(
                arguments.operand(0),
                arguments.operand(1),
                arguments.settings(2),
                arguments.option(CLIENT_STRATEGY)));
  }
}
