/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The keys that win over Configuration Admin: of the file given with {@code -c}, then of the port
 * options, then of {@code --set}; and what a node needs to find itself where none of these, nor a
 * configuration file of its own, says it. Keys and units are RocketMQ's; the bundles check them.
 *
 * <p>{@code broker.conf} and {@code namesrv.conf} both call their port {@code listenPort}. Here the
 * broker's keeps the name and the route service's is {@code route.listenPort}; on a node that runs
 * only the route service {@code listenPort} means that one.
 */
final class Overrides {

  static final String BROKER_PORT = "listenPort";
  static final String ROUTE_PORT = "route.listenPort";
  static final String ROUTE_ADDRESSES = "namesrvAddr";
  static final String STORE_DIRECTORY = "storePathRootDir";

  private static final String DEFAULT_ROUTE_PORT = "9876";
  private static final String ANY_PORT = "0";

  private final CommandLine line;
  private final NodePlan plan;
  private final Path conf;

  Overrides(CommandLine line, NodePlan plan, Path conf) {
    this.line = line;
    this.plan = plan;
    this.conf = conf;
  }

  /**
   * @param store where messages go unless somebody says otherwise
   */
  Map<String, String> merged(Path store) throws LaunchException {
    Map<String, String> merged = new TreeMap<>();
    if (line.configFile() != null) {
      merged.putAll(named(PropertiesFile.read(line.configFile(), "configuration file")));
    }
    putPort(merged, Option.ROUTE_PORT, line.routePort(), NodePlan.ROUTE, ROUTE_PORT);
    putPort(merged, Option.BROKER_PORT, line.brokerPort(), NodePlan.BROKER, BROKER_PORT);
    merged.putAll(named(line.settings()));
    chooseAnyPort(merged, ROUTE_PORT);
    chooseAnyPort(merged, BROKER_PORT);
    if (plan.runs(NodePlan.BROKER)) {
      Map<String, String> brokerConf = configured("org.marquetry.broker.cfg");
      if (!brokerConf.containsKey(STORE_DIRECTORY)) {
        merged.putIfAbsent(STORE_DIRECTORY, store.toString());
      }
      if (plan.runs(NodePlan.ROUTE) && !brokerConf.containsKey(ROUTE_ADDRESSES)) {
        String port = configured("org.marquetry.route.cfg").get(ROUTE_PORT);
        merged.putIfAbsent(
            ROUTE_ADDRESSES,
            "127.0.0.1:"
                + merged.getOrDefault(ROUTE_PORT, port == null ? DEFAULT_ROUTE_PORT : port));
      }
    }
    return merged;
  }

  private Map<String, String> named(Map<String, String> keys) {
    Map<String, String> named = new TreeMap<>(keys);
    if (!plan.runs(NodePlan.BROKER) && named.containsKey(BROKER_PORT)) {
      String port = named.remove(BROKER_PORT);
      named.putIfAbsent(ROUTE_PORT, port);
    }
    return named;
  }

  private void putPort(
      Map<String, String> merged, Option option, OptionalInt port, String role, String key)
      throws LaunchException {
    if (port.isEmpty()) {
      return;
    }
    if (!plan.runs(role)) {
      throw new LaunchException(
          option.word()
              + " means nothing to role "
              + plan.name()
              + ", which runs no "
              + role
              + (role.equals(NodePlan.ROUTE)
                  ? "; name the route service with --set " + ROUTE_ADDRESSES + "=host:port"
                  : ""));
    }
    merged.put(key, Integer.toString(port.getAsInt()));
  }

  /** Port 0 is settled here: the broker must be told the route service's port before it starts. */
  private static void chooseAnyPort(Map<String, String> merged, String key) throws LaunchException {
    if (ANY_PORT.equals(merged.get(key))) {
      merged.put(key, Integer.toString(FreePort.find()));
    }
  }

  private Map<String, String> configured(String name) throws LaunchException {
    Path file = conf.resolve(name);
    return Files.exists(file) ? PropertiesFile.read(file, "configuration file") : Map.of();
  }
}
