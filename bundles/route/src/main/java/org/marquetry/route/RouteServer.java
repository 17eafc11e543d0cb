/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.BrokerAdmin.ConfigEntry;
import org.marquetry.admin.RouteAdmin;
import org.marquetry.remoting.RemotingServer;
import org.marquetry.remoting.ServerSettings;
import org.marquetry.system.Clock;
import org.marquetry.system.Disk;
import org.marquetry.system.Scheduler;

/** A running route service. Thread-safe. */
final class RouteServer implements RouteAdmin, AutoCloseable {

  /** Registrations of so many brokers may wait for their turn. */
  private static final int WAITING_CHANGES = 4096;

  private static final int WAITING_OTHERS = 1024;

  private final CurrentSettings settings;
  private final RouteRegistry registry;
  private final KeyValueStore keyValues;
  private final Scheduler.Pool changes;
  private final Scheduler.Pool others;
  private final RemotingServer server;
  private final int port;
  private final Scheduler.Task expiry;

  private RouteServer(
      CurrentSettings settings,
      RouteRegistry registry,
      KeyValueStore keyValues,
      Clock clock,
      Scheduler scheduler)
      throws IOException {
    this.settings = settings;
    this.registry = registry;
    this.keyValues = keyValues;
    RouteSettings now = settings.get();
    this.changes = scheduler.pool("route-changes", 1, WAITING_CHANGES);
    this.others = scheduler.pool("route-others", 1, WAITING_OTHERS);
    this.server =
        new RemotingServer(
            serverSettings(now),
            new RouteRequests(registry, keyValues, settings, clock).processors(changes, others),
            connection -> {});
    try {
      this.port = server.start();
    } catch (IOException | RuntimeException e) {
      server.close();
      changes.close();
      others.close();
      throw e;
    }
    long interval = now.scanNotActiveBrokerInterval();
    this.expiry = scheduler.every("route-expiry", interval, interval, registry::expire);
  }

  private static ServerSettings serverSettings(RouteSettings settings) {
    return new ServerSettings(
        "route",
        settings.bindAddress(),
        settings.listenPort(),
        settings.serverSelectorThreads(),
        settings.serverChannelMaxIdleTimeSeconds(),
        ServerSettings.MAX_FRAME_BYTES,
        1024,
        settings.useEpollNativeSelector());
  }

  /**
   * Reads what is stored, binds and serves.
   *
   * @param directory of the route service, for what is not set to be elsewhere
   * @throws IOException if the port or a file is not to be had; the message says which and why
   */
  static RouteServer start(
      CurrentSettings settings, Path directory, Clock clock, Scheduler scheduler, Disk disk)
      throws IOException {
    String path = settings.get().kvConfigPath();
    Path file = path.isEmpty() ? directory.resolve("kvConfig.json") : Path.of(path);
    KeyValueStore keyValues = KeyValueStore.open(disk, clock, file);
    return new RouteServer(settings, new RouteRegistry(clock), keyValues, clock, scheduler);
  }

  int port() {
    return port;
  }

  @Override
  public Map<String, Object> status() {
    RouteTables tables = registry.tables();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("port", port);
    facts.put("clusters", List.copyOf(tables.clusters().keySet()));
    facts.put("brokers", registry.liveBrokers().size());
    facts.put("topics", tables.topicNames().size());
    facts.put("key-value entries", keyValues.size());
    return facts;
  }

  @Override
  public List<ConfigEntry> config() {
    return settings.entries();
  }

  @Override
  public List<RegisteredBroker> brokers() {
    RouteTables tables = registry.tables();
    return registry.liveBrokers().stream()
        .map(
            broker -> {
              Registration from = broker.registration();
              return new RegisteredBroker(
                  from.cluster(),
                  from.brokerName(),
                  from.brokerId(),
                  from.address(),
                  tables.topicCount(from.brokerName()),
                  registry.silentMillis(broker));
            })
        .sorted(
            Comparator.comparing(RegisteredBroker::cluster)
                .thenComparing(RegisteredBroker::name)
                .thenComparingLong(RegisteredBroker::brokerId))
        .toList();
  }

  /** Stops serving; nothing of it runs afterwards. */
  @Override
  public void close() {
    expiry.cancel();
    server.close();
    changes.close();
    others.close();
  }
}
