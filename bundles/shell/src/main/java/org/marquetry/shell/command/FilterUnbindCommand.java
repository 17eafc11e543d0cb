/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.AdminException;
import org.marquetry.admin.FilterAdmin.Binding;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;

/** {@code mq:filter-unbind}. */
final class FilterUnbindCommand implements Command {

  private final Node node;

  FilterUnbindCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("filter-unbind", "Takes back a filter that was bound to a group and a topic")
        .operand("GROUP", "its name, as in mq:filter-bind without operands")
        .operand("TOPIC", "its name");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    Binding was = node.filters().unbind(arguments.operand(0), arguments.operand(1));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("group", was.group());
    facts.put("topic", was.topic());
    facts.put("unbound filter", was.type());
    facts.put("expression", was.expression());
    return new Facts(facts);
  }
}
