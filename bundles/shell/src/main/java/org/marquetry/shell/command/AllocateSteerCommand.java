/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;

/** {@code mq:allocate-steer}. */
final class AllocateSteerCommand implements Command {

  private static final String CLIENT_STRATEGY = "--client-strategy";
  private static final String USUAL = "AVG";

  private final Node node;

  AllocateSteerCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "allocate-steer",
            "Like allocate-set, also for clients that compute their queues themselves")
        .operand("GROUP", "its name, as in mq:groups")
        .operand("STRATEGY", "its name, as in mq:plugins")
        .manyOperands("KEY=VALUE", "settings of the strategy")
        .option(CLIENT_STRATEGY, "NAME", "what the clients compute [" + USUAL + "]");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String clientStrategy = arguments.option(CLIENT_STRATEGY);
    return new ChoiceAnswer(
        node.allocation()
            .steer(
                arguments.operand(0),
                arguments.operand(1),
                arguments.settings(2),
                clientStrategy == null ? USUAL : clientStrategy));
  }
}
