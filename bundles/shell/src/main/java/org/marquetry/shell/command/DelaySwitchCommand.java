/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;

/** {@code mq:delay-switch}. */
final class DelaySwitchCommand implements Command {

  private final Node node;

  DelaySwitchCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("delay-switch", "Has another engine serve delayed messages, from now on")
        .operand("LANE", "levels or timer, as in mq:delay-lanes")
        .operand("ENGINE", "its name, as in mq:plugins");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    node.delay().switchEngine(arguments.operand(0), arguments.operand(1));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("lane", arguments.operand(0));
    facts.put("engine", arguments.operand(1));
    return new Facts(facts);
  }
}
