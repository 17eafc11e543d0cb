/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.marquetry.remoting.CommandException;
import org.marquetry.remoting.Connection;
import org.marquetry.remoting.ResponseCode;
import org.marquetry.route.RouteTables.Draft;
import org.marquetry.system.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which brokers are alive and what they serve. Readers take the current {@link RouteTables} without
 * a lock; writers come one after the other and swap in a new state as a whole. Thread-safe; never
 * blocks on disk or network.
 */
final class RouteRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(RouteRegistry.class);

  private final Clock clock;
  private final Map<Registration.Key, LiveBroker> live = new ConcurrentHashMap<>();
  private volatile RouteTables tables = RouteTables.EMPTY;

  RouteRegistry(Clock clock) {
    this.clock = clock;
  }

  RouteTables tables() {
    return tables;
  }

  Collection<LiveBroker> liveBrokers() {
    return List.copyOf(live.values());
  }

  long silentMillis(LiveBroker broker) {
    return broker.silentMillis(clock.nanos());
  }

  /** The version of the topics a broker registered last; {@code null} for one that is not alive. */
  DataVersion version(String cluster, String address) {
    LiveBroker broker = live.get(new Registration.Key(cluster, address));
    return broker == null ? null : broker.version();
  }

  /**
   * The version under which a registration needs no further reading; {@code null} where it must be
   * read in full.
   */
  DataVersion knownVersion(Registration registration, Connection connection) {
    LiveBroker broker = live.get(registration.key());
    return broker != null && current(broker, registration, connection) ? broker.version() : null;
  }

  /** Whether clients are told exactly what this registration says but for the topics. */
  private boolean current(LiveBroker broker, Registration registration, Connection connection) {
    BrokerData data = tables.broker(registration.brokerName());
    return broker.covers(registration, connection)
        && data != null
        && registration.address().equals(data.addresses().get(registration.brokerId()));
  }

  /** Notes a sign of life; nothing happens for a broker that is not registered. */
  void seen(String cluster, String address) {
    LiveBroker broker = live.get(new Registration.Key(cluster, address));
    if (broker != null) {
      broker.seen(clock.nanos());
    }
  }

  /**
   * Notes a registration that told nothing new.
   *
   * @return {@code false} if the broker was dropped meanwhile and has to be registered in full
   */
  synchronized boolean refresh(
      Registration registration, DataVersion version, Connection connection) {
    LiveBroker broker = live.get(registration.key());
    if (broker == null
        || !current(broker, registration, connection)
        || !broker.version().equals(version)) {
      return false;
    }
    broker.seen(clock.nanos());
    return true;
  }

  /**
   * Registers a broker, or takes its new topics over.
   *
   * @param deleteMissing whether topics the broker does not name any more are removed
   * @throws CommandException if the registration must not be the first of this broker
   */
  synchronized void register(
      Registration from, Registration.Topics given, Connection connection, boolean deleteMissing)
      throws CommandException {
    BrokerData known = tables.broker(from.brokerName());
    TreeMap<Long, String> addresses =
        known == null ? new TreeMap<>() : new TreeMap<>(known.addresses());
    // A slave that became master has the same address under another id: an address counts once.
    addresses
        .entrySet()
        .removeIf(e -> e.getValue().equals(from.address()) && e.getKey() != from.brokerId());
    String holder = addresses.get(from.brokerId());
    if (holder != null && !holder.equals(from.address()) && isNewer(from, holder, given)) {
      live.remove(from.key());
      LOG.warn(
          "Broker {} id {} at {} is not taken over: {} holds the id with a higher state version",
          from.brokerName(),
          from.brokerId(),
          from.address(),
          holder);
      return;
    }
    if (holder == null && given.topics().size() == 1) {
      throw new CommandException(
          ResponseCode.SYSTEM_ERROR,
          "register broker failed: broker "
              + from.brokerName()
              + " id "
              + from.brokerId()
              + " is not registered yet and named one topic only; register with all topics");
    }
    addresses.put(from.brokerId(), from.address());

    Draft draft = new Draft(tables);
    draft.putBroker(
        new BrokerData(
            from.cluster(),
            from.brokerName(),
            from.zone(),
            Boolean.TRUE.equals(from.actingMaster()),
            addresses,
            filterServers(known, from.address(), given.filterServers())));
    LiveBroker previous = live.get(from.key());
    boolean primeSlave =
        !from.master() && from.actingMaster() != null && from.brokerId() == addresses.firstKey();
    if (from.master() || primeSlave) {
      boolean changed =
          holder == null || previous == null || !previous.version().equals(given.version());
      takeTopics(draft, from, given.topics(), changed, deleteMissing);
    }
    tables = draft.build();
    live.put(from.key(), new LiveBroker(from, given.version(), connection, clock.nanos()));
    if (previous == null || previous.connection() != connection) {
      connection.onClose(() -> connectionLost(from.key(), connection));
    }
    if (previous == null) {
      LOG.info(
          "Broker {} id {} of cluster {} registered at {} with {} topics",
          from.brokerName(),
          from.brokerId(),
          from.cluster(),
          from.address(),
          given.topics().size());
    }
  }

  private boolean isNewer(Registration from, String holder, Registration.Topics given) {
    LiveBroker other = live.get(new Registration.Key(from.cluster(), holder));
    return other != null && other.version().stateVersion() > given.version().stateVersion();
  }

  private static Map<String, List<String>> filterServers(
      BrokerData known, String address, List<String> given) {
    Map<String, List<String>> all =
        known == null ? new HashMap<>() : new HashMap<>(known.filterServers());
    if (given.isEmpty()) {
      all.remove(address);
    } else {
      all.put(address, given);
    }
    return all;
  }

  private static void takeTopics(
      Draft draft,
      Registration from,
      Map<String, QueueData> topics,
      boolean changed,
      boolean deleteMissing) {
    if (deleteMissing) {
      draft.retainTopics(from.brokerName(), topics.keySet());
    }
    // A slave in a lost master's place serves reads only.
    boolean readOnly = !from.master() && Boolean.TRUE.equals(from.actingMaster());
    for (Map.Entry<String, QueueData> topic : topics.entrySet()) {
      if (changed || !draft.hasQueues(topic.getKey(), from.brokerName())) {
        QueueData queues = topic.getValue();
        draft.putQueues(topic.getKey(), readOnly ? queues.withoutWrite() : queues);
      }
    }
  }

  /** The live master of a broker name, or {@code null}. */
  LiveBroker master(String cluster, String brokerName) {
    BrokerData broker = tables.broker(brokerName);
    String address = broker == null ? null : broker.master();
    return address == null ? null : live.get(new Registration.Key(cluster, address));
  }

  synchronized void unregister(String cluster, String brokerName, String address) {
    remove(new Registration.Key(cluster, address), brokerName, "unregistered");
  }

  private synchronized void connectionLost(Registration.Key key, Connection connection) {
    LiveBroker broker = live.get(key);
    if (broker != null && broker.connection() == connection) {
      remove(key, broker.registration().brokerName(), "lost: its connection ended");
    }
  }

  /** Drops the brokers that have been silent for too long, and their connections. */
  void expire() {
    List<Connection> dropped = new ArrayList<>();
    synchronized (this) {
      long now = clock.nanos();
      for (LiveBroker broker : live.values()) {
        if (broker.expired(now)) {
          Registration from = broker.registration();
          remove(
              from.key(),
              from.brokerName(),
              "lost: silent for " + broker.silentMillis(now) + " ms");
          dropped.add(broker.connection());
        }
      }
    }
    dropped.forEach(Connection::close);
  }

  private void remove(Registration.Key key, String brokerName, String why) {
    LiveBroker gone = live.remove(key);
    BrokerData broker = tables.broker(brokerName);
    if (broker != null && broker.addresses().containsValue(key.address())) {
      TreeMap<Long, String> rest = new TreeMap<>(broker.addresses());
      rest.values().removeIf(key.address()::equals);
      Draft draft = new Draft(tables);
      if (rest.isEmpty()) {
        draft.removeBroker(brokerName);
      } else {
        draft.putBroker(broker.withAddresses(rest));
        if (broker.actingMaster() && !rest.containsKey(BrokerData.MASTER_ID)) {
          draft.changeQueues(brokerName, QueueData::withoutWrite);
        }
      }
      tables = draft.build();
    } else if (gone == null) {
      return;
    }
    LOG.info("Broker {} at {} of cluster {} {}", brokerName, key.address(), key.cluster(), why);
  }

  /**
   * Takes the write permission from every topic of a broker.
   *
   * @return number of its topics
   */
  synchronized int wipeWrite(String brokerName) {
    return changeQueues(brokerName, QueueData::withoutWrite);
  }

  /**
   * Makes every topic of a broker readable and writable.
   *
   * @return number of its topics
   */
  synchronized int addWrite(String brokerName) {
    int readAndWrite = QueueData.PERM_READ | QueueData.PERM_WRITE;
    return changeQueues(brokerName, queues -> queues.withPerm(readAndWrite));
  }

  private int changeQueues(String brokerName, UnaryOperator<QueueData> change) {
    Draft draft = new Draft(tables);
    int count = draft.changeQueues(brokerName, change);
    tables = draft.build();
    return count;
  }

  /** Adds a topic to brokers that are registered; queues on any other broker are ignored. */
  synchronized void putTopic(String topic, Collection<QueueData> queues) {
    Draft draft = new Draft(tables);
    for (QueueData each : queues) {
      if (draft.broker(each.brokerName()) != null) {
        draft.putQueues(topic, each);
      }
    }
    tables = draft.build();
  }

  /**
   * Removes a topic until a broker names it again.
   *
   * @param cluster only from brokers of this cluster; {@code null} for all
   */
  synchronized void deleteTopic(String topic, String cluster) {
    Draft draft = new Draft(tables);
    for (String brokerName : Set.copyOf(tables.queues(topic).keySet())) {
      BrokerData broker = draft.broker(brokerName);
      if (cluster != null && (broker == null || !broker.cluster().equals(cluster))) {
        continue;
      }
      if (draft.removeQueues(topic, brokerName)) {
        for (LiveBroker each : live.values()) {
          if (each.registration().brokerName().equals(brokerName)) {
            each.wantTopics();
          }
        }
      }
    }
    tables = draft.build();
  }
}
