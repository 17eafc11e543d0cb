/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * One state of what clients may ask: topics, brokers, clusters. Immutable, so a reader takes no
 * lock and always sees one consistent state; a {@link Draft} makes the next one.
 */
final class RouteTables {

  static final RouteTables EMPTY = new RouteTables(Map.of(), Map.of());

  private final Map<String, Map<String, QueueData>> topics;
  private final Map<String, BrokerData> brokers;

  private RouteTables(Map<String, Map<String, QueueData>> topics, Map<String, BrokerData> brokers) {
    this.topics = topics;
    this.brokers = brokers;
  }

  Set<String> topicNames() {
    return Collections.unmodifiableSet(topics.keySet());
  }

  /** Queues by broker name; empty for an unknown topic. */
  Map<String, QueueData> queues(String topic) {
    return topics.getOrDefault(topic, Map.of());
  }

  /** {@code null} where no broker of that name is registered. */
  BrokerData broker(String name) {
    return brokers.get(name);
  }

  Collection<BrokerData> brokers() {
    return Collections.unmodifiableCollection(brokers.values());
  }

  /** Broker names by cluster; lists exactly the brokers of {@link #brokers()}. */
  SortedMap<String, SortedSet<String>> clusters() {
    SortedMap<String, SortedSet<String>> clusters = new TreeMap<>();
    for (BrokerData broker : brokers.values()) {
      clusters.computeIfAbsent(broker.cluster(), c -> new TreeSet<>()).add(broker.name());
    }
    return clusters;
  }

  /** Number of topics that a broker has queues of. */
  int topicCount(String brokerName) {
    int count = 0;
    for (Map<String, QueueData> queues : topics.values()) {
      if (queues.containsKey(brokerName)) {
        count++;
      }
    }
    return count;
  }

  /**
   * The next state in the making: copies a table only when it is first written. Not thread-safe;
   * useless after {@link #build()}.
   */
  static final class Draft {

    private final RouteTables base;
    private Map<String, Map<String, QueueData>> topics;
    private Map<String, BrokerData> brokers;

    Draft(RouteTables base) {
      this.base = base;
      this.topics = base.topics;
      this.brokers = base.brokers;
    }

    BrokerData broker(String name) {
      return brokers.get(name);
    }

    boolean hasQueues(String topic, String brokerName) {
      return topics.getOrDefault(topic, Map.of()).containsKey(brokerName);
    }

    void putBroker(BrokerData broker) {
      if (!broker.equals(brokers.get(broker.name()))) {
        writableBrokers().put(broker.name(), broker);
      }
    }

    /** Takes a broker out, and its queues of every topic. */
    void removeBroker(String name) {
      if (brokers.containsKey(name)) {
        writableBrokers().remove(name);
      }
      retainTopics(name, Set.of());
    }

    void putQueues(String topic, QueueData queues) {
      Map<String, QueueData> old = topics.getOrDefault(topic, Map.of());
      if (!queues.equals(old.get(queues.brokerName()))) {
        Map<String, QueueData> changed = new HashMap<>(old);
        changed.put(queues.brokerName(), queues);
        writableTopics().put(topic, Map.copyOf(changed));
      }
    }

    /**
     * @return whether there was something to remove
     */
    boolean removeQueues(String topic, String brokerName) {
      Map<String, QueueData> old = topics.getOrDefault(topic, Map.of());
      if (!old.containsKey(brokerName)) {
        return false;
      }
      if (old.size() == 1) {
        writableTopics().remove(topic);
      } else {
        Map<String, QueueData> changed = new HashMap<>(old);
        changed.remove(brokerName);
        writableTopics().put(topic, Map.copyOf(changed));
      }
      return true;
    }

    /** Removes a broker's queues of every topic that is not in {@code kept}. */
    void retainTopics(String brokerName, Set<String> kept) {
      for (Map.Entry<String, Map<String, QueueData>> topic : base.topics.entrySet()) {
        if (topic.getValue().containsKey(brokerName) && !kept.contains(topic.getKey())) {
          removeQueues(topic.getKey(), brokerName);
        }
      }
    }

    /**
     * Changes a broker's queues of every topic.
     *
     * @return number of topics that the broker has queues of
     */
    int changeQueues(String brokerName, UnaryOperator<QueueData> change) {
      int count = 0;
      for (String topic : topics.keySet().toArray(String[]::new)) {
        QueueData queues = topics.get(topic).get(brokerName);
        if (queues != null) {
          count++;
          putQueues(topic, change.apply(queues));
        }
      }
      return count;
    }

    /** The base itself where nothing was changed. */
    RouteTables build() {
      return topics == base.topics && brokers == base.brokers
          ? base
          : new RouteTables(topics, brokers);
    }

    private Map<String, Map<String, QueueData>> writableTopics() {
      if (topics == base.topics) {
        topics = new HashMap<>(base.topics);
      }
      return topics;
    }

    private Map<String, BrokerData> writableBrokers() {
      if (brokers == base.brokers) {
        brokers = new HashMap<>(base.brokers);
      }
      return brokers;
    }
  }
}
