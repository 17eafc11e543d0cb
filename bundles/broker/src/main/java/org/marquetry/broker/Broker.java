/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.marquetry.admin.AllocateAdmin;
import org.marquetry.admin.BrokerAdmin;
import org.marquetry.admin.DeadLetterAdmin;
import org.marquetry.admin.DelayAdmin;
import org.marquetry.admin.FilterAdmin;
import org.marquetry.admin.InterceptorAdmin;
import org.marquetry.admin.StoreAdmin;
import org.marquetry.admin.TransactionAdmin;
import org.marquetry.broker.admin.LocalStoreAdmin;
import org.marquetry.broker.config.BrokerSettings;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.config.SettingsException;
import org.marquetry.broker.retention.BrokerRetention;
import org.marquetry.remoting.Connection;
import org.marquetry.store.kernel.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running broker: its state, what answers its clients, and the work that goes on beside. Knows no
 * OSGi. Thread-safe.
 */
public final class Broker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

  private final LiveSettings settings;
  private final BrokerState state;
  private final BrokerThreads threads;
  private final Endpoints endpoints;
  private final Services services;
  private final Upkeep upkeep;

  private Broker(LiveSettings settings, BrokerState state, Node node) throws IOException {
    BrokerSettings atStart = settings.current();
    this.settings = settings;
    this.state = state;
    this.threads = new BrokerThreads(atStart, node.scheduler());
    this.endpoints = new Endpoints(atStart.network());
    this.services = new Services(settings, state, node, threads, endpoints);
    this.upkeep =
        new Upkeep(
            services,
            state,
            atStart.administration().consumerOffsetPeriodMillis(),
            node.scheduler());
  }

  /**
   * Opens the store and serves clients. Blocks, longer after a crash.
   *
   * @param given configuration keys and texts
   * @throws StartException if it cannot: nothing is left behind
   */
  public static Broker start(Map<String, String> given, Node node) throws StartException {
    LiveSettings settings;
    try {
      settings = new LiveSettings(given, node.dataDirectory());
    } catch (SettingsException e) {
      throw new StartException(e.getMessage(), e);
    }
    BrokerState state;
    try {
      state = BrokerState.open(settings, node);
    } catch (StoreException | IOException e) {
      throw new StartException(e.getMessage(), e);
    }
    Broker broker;
    try {
      broker = new Broker(settings, state, node);
    } catch (IOException e) {
      state.store().close();
      throw new StartException(e.getMessage(), e);
    }
    try {
      broker.serve();
    } catch (IOException | RuntimeException e) {
      broker.close();
      throw new StartException(e.getMessage(), e);
    }
    return broker;
  }

  private void serve() throws IOException {
    services.transactions.recover();
    state
        .store()
        .keepBy(
            new BrokerRetention(
                settings, state.topics(), List.of(services.delayed, services.transactions)));
    services.pops.start(state.foreignPops(services.delayed));
    endpoints.open(
        services.processors, services.vipProcessors, this::disconnected, this::reachableAt);
    services.delayed.start();
    services.transactions.start();
    services.registration.start();
    LOG.info(
        "Broker {} of cluster {} serves clients at {}, store {}",
        settings.current().identity().name(),
        settings.current().identity().cluster(),
        addressText(),
        settings.current().store().root());
  }

  private void reachableAt(InetSocketAddress address) {
    state.store().storeHost(address);
    services.sends.storeHost(address);
    services.replies.storeHost(address);
  }

  private void disconnected(Connection connection) {
    services.pulls.disconnected(connection);
    services.pops.disconnected(connection);
  }

  /** The next broker, if it is of this kind, has taken over nothing from others. */
  private void notePops() {
    try {
      if (endpoints.address() != null) {
        state.foreignPops(services.delayed).known();
      }
    } catch (IOException e) {
      LOG.warn("What others popped will be looked for once more: {}", e.getMessage());
    }
  }

  /** {@code ip:port} that clients connect to. */
  public String addressText() {
    return endpoints.addressText();
  }

  public LiveSettings settings() {
    return settings;
  }

  /** Whether it is registered with a name server, or has none to register with. */
  public boolean registered() {
    Map<String, Boolean> nameServers = services.registration.nameServers();
    return nameServers.isEmpty() || nameServers.containsValue(true);
  }

  /** What operators ask of this broker. */
  public BrokerAdmin admin() {
    return services.admin;
  }

  /** What operators ask of this broker's filters. */
  public FilterAdmin filters() {
    return services.filterAdmin;
  }

  public StoreAdmin storeAdmin() {
    return new LocalStoreAdmin(state.store(), settings);
  }

  /** What operators ask of the allocation of queues. */
  public AllocateAdmin allocateAdmin() {
    return services.allocateAdmin;
  }

  /** What operators ask of messages that wait. */
  public DelayAdmin delayAdmin() {
    return services.delayAdmin;
  }

  /** What operators ask of the messages that consumers have given up. */
  public DeadLetterAdmin deadLetters() {
    return services.deadLetters;
  }

  /** What operators ask of this broker's transactions. */
  public TransactionAdmin transactions() {
    return services.transactions.admin();
  }

  /** What operators ask of this broker's interceptors. */
  public InterceptorAdmin interceptors() {
    return services.interceptors;
  }

  /**
   * Stops: unregisters, answers what is under way, writes everything and marks the stop as clean.
   */
  @Override
  public void close() {
    services.registration.close();
    services.pulls.close();
    services.pops.close();
    services.sends.stopWaiting();
    endpoints.close();
    services.delayed.close();
    notePops();
    services.transactions.close();
    services.comparisons.close();
    services.sends.close();
    upkeep.close();
    threads.close();
    services.client.close();
    services.pops.persist();
    try {
      state.close();
    } catch (IOException e) {
      LOG.error("The broker's tables could not be written", e);
    }
  }
}
