/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.time.ZoneId;
import org.marquetry.shell.output.Answer;

/** {@code mq:plugin-history}. */
final class PluginHistoryCommand implements Command {

  private static final int DEFAULT_COUNT = 50;
  private static final int MOST = 1_000;

  private final Node node;
  private final ZoneId zone;

  /**
   * @param zone in which times are shown to people
   */
  PluginHistoryCommand(Node node, ZoneId zone) {
    this.node = node;
    this.zone = zone;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "plugin-history",
            "Shows how plugins came, went, were swapped and put aside, and how long each took")
        .optionalOperand("NAME", "only of this plugin")
        .option("--count", "N", "the latest so many [" + DEFAULT_COUNT + "]");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    int count = arguments.intOption("--count", DEFAULT_COUNT, 1, MOST);
    return new PluginEvents(node.plugins().history(arguments.operand(0), count), zone);
  }
}
