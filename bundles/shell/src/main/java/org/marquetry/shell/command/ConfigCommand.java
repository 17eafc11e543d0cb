/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.Locale;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:config}. */
final class ConfigCommand implements Command {

  private final Node node;

  ConfigCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("config", "Shows the broker's settings and where each comes from")
        .optionalOperand("PART", "only keys that contain this, in any case");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    String part = arguments.operand(0);
    String wanted = part == null ? "" : part.toLowerCase(Locale.ROOT);
    Table table =
        new Table("no key contains '" + part + "'", "key", "value", "source", "description");
    for (ConfigEntry each : node.broker().config()) {
      if (each.key().toLowerCase(Locale.ROOT).contains(wanted)) {
        table.row(each.key(), each.value(), each.source(), each.description());
      }
    }
    return table;
  }
}
