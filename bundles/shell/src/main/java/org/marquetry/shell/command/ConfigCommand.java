/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.shell.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;
import org.marquetry.admin.RouteAdmin;
import org.marquetry.shell.output.Answer;
import org.marquetry.shell.output.Table;

/** {@code mq:config}. */
final class ConfigCommand implements Command {

  private static final String ROUTE_PREFIX = "route.";
  private static final String UNKNOWN = "unknown";

  private final Node node;

  ConfigCommand(Node node) {
    this.node = node;
  }

  @Override
  public Usage usage() {
    return Usage.of("config", "Shows the settings and where each comes from")
        .optionalOperand("PART", "only keys that contain this, in any case");
  }

  @Override
  public Answer run(Arguments arguments) throws CommandFailure {
    String part = arguments.operand(0);
    String wanted = part == null ? "" : part.toLowerCase(Locale.ROOT);
    Table table =
        new Table("no key contains '" + part + "'", "key", "value", "source", "description");
    for (ConfigEntry each : entries()) {
      if (each.key().toLowerCase(Locale.ROOT).contains(wanted)) {
        table.row(each.key(), each.value(), each.source(), each.description());
      }
    }
    return table;
  }

  /** Of all roles of the node; a key that one of them uses is not unknown because another asks. */
  private List<ConfigEntry> entries() throws CommandFailure {
    RouteAdmin route = node.routeOrNull();
    BrokerAdmin broker = route == null ? node.broker() : node.brokerOrNull();
    List<ConfigEntry> all = new ArrayList<>();
    if (broker != null) {
      all.addAll(broker.config());
    }
    if (route != null) {
      all.addAll(route.config());
    }
    Set<String> used =
        all.stream()
            .filter(entry -> !entry.source().equals(UNKNOWN))
            .map(entry -> bare(entry.key()))
            .collect(Collectors.toSet());
    Set<String> seen = new HashSet<>();
    all.removeIf(
        entry ->
            entry.source().equals(UNKNOWN)
                && (used.contains(bare(entry.key())) || !seen.add(bare(entry.key()))));
    return all;
  }

  private static String bare(String key) {
    return key.startsWith(ROUTE_PREFIX) ? key.substring(ROUTE_PREFIX.length()) : key;
  }
}
