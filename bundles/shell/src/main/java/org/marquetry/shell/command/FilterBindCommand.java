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
import org.marquetry.shell.output.Table;

/** {@code mq:filter-bind}. */
final class FilterBindCommand implements Command {

  private final Node node;

  FilterBindCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of(
            "filter-bind",
            "Gives a group only messages that match a filter too, from its next pull on; without"
                + " operands lists what is bound")
        .optionalOperand("GROUP", "its name, as in mq:groups")
        .optionalOperand("TOPIC", "its name")
        .optionalOperand("TYPE", "TAG, or a filter as in mq:filters, perhaps with @version")
        .optionalOperand(
            "EXPRESSION", "in the filter's language; what consumers ask for counts too");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure, AdminException {
    String group = arguments.operand(0);
    if (group == null) {
      Table table = new Table("nothing is bound", "group", "topic", "filter", "expression");
      for (Binding each : node.filters().bindings()) {
        table.row(each.group(), each.topic(), each.type(), each.expression());
      }
      return table;
    }
    String expression = arguments.operand(3);
    if (expression == null) {
      throw usage().misused("GROUP, TOPIC, TYPE and EXPRESSION go together");
    }
    String warning =
        node.filters().bind(group, arguments.operand(1), arguments.operand(2), expression);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("group", group);
    facts.put("topic", arguments.operand(1));
    facts.put("filter", arguments.operand(2));
    facts.put("expression", expression);
    if (!warning.isEmpty()) {
      facts.put("warning", warning);
    }
    return new Facts(facts);
  }
}
