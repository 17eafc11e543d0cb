/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Lines;

/** {@code mq:round-trip}. */
final class RoundTripCommand implements Command {

  private static final int MAX_COUNT = 10_000;

  private final Node node;

  RoundTripCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "round-trip", "Sends messages and receives them again, through the route service")
        .operand("TOPIC", "where to")
        .operand("COUNT", "how many");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String topic = arguments.operand(0);
    int count = arguments.intOperand(1, 1, MAX_COUNT);
    List<String> lines = node.broker().roundTrip(topic, count);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("topic", topic);
    facts.put("count", count);
    facts.put("lines", lines);
    return new Lines(lines, facts);
  }
}
