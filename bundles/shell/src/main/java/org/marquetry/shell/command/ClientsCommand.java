/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import org.marquetry.admin.BrokerAdmin.Client;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:clients}. */
final class ClientsCommand implements Command {

  private final Node node;

  ClientsCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("clients", "Lists the producers and consumers that are connected");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    Table table =
        new Table(
            "no clients are connected",
            "client id",
            "role",
            "group",
            "address",
            "language",
            "version");
    for (Client each : node.broker().clients()) {
      table.row(
          each.clientId(),
          each.role(),
          each.group(),
          each.address(),
          each.language(),
          each.version());
    }
    return table;
  }
}
