/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.RouteAdmin;
import org.marquetry.admin.RouteAdmin.RegisteredBroker;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Facts;
import org.marquetry.shell.output.Sections;
import org.marquetry.shell.output.Table;

/** {@code mq:status}. */
final class StatusCommand implements Command {

  private final Node node;

  StatusCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("status", "Shows what runs in this node and how it does");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    Map<String, Answer> parts = new LinkedHashMap<>();
    RouteAdmin route = node.routeOrNull();
    if (route != null) {
      parts.put("route", new Facts(route.status()));
      parts.put("registered brokers", registered(route));
    }
    BrokerAdmin broker = node.brokerOrNull();
    if (broker != null) {
      parts.put("broker", new Facts(broker.status()));
    } else if (node.brokerAbsence() != null) {
      parts.put("broker", new Facts(Map.of("does not run", node.brokerAbsence())));
    }
    if (parts.isEmpty()) {
      throw new CommandFailure(
          "neither a route service nor a broker runs in this node; its log says why");
    }
    return new Sections(parts);
  }

  private static Table registered(RouteAdmin route) {
    Table table = new Table("none", "cluster", "name", "id", "address", "topics", "silent ms");
    for (RegisteredBroker each : route.brokers()) {
      table.row(
          each.cluster(),
          each.name(),
          each.brokerId(),
          each.address(),
          each.topics(),
          each.silentMillis());
    }
    return table;
  }
}
