/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.retention;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.marquetry.broker.config.LiveSettings;
import org.marquetry.broker.topic.TopicConfig;
import org.marquetry.broker.topic.TopicTable;
import org.marquetry.store.retention.LogGuard;
import org.marquetry.store.retention.RetentionPolicy;
import org.marquetry.store.retention.RetentionRules;

/** How long messages are kept: as set for the broker, and for topics of their own. Thread-safe. */
public final class BrokerRetention implements RetentionPolicy {

  /** RocketMQ's name: milliseconds; without effect there unless the topic is kept in RocksDB. */
  private static final String RESERVE_TIME = "reserve.time";

  private final LiveSettings settings;
  private final TopicTable topics;
  private final List<LogGuard> guards;

  public BrokerRetention(LiveSettings settings, TopicTable topics, List<LogGuard> guards) {
    this.settings = settings;
    this.topics = topics;
    this.guards = List.copyOf(guards);
  }

  @Override
  public RetentionRules rules() {
    return settings.current().retention();
  }

  @Override
  public Map<String, Long> topics() {
    Map<String, Long> own = new HashMap<>();
    for (TopicConfig topic : topics.all()) {
      String reserved = topic.attributes().get(RESERVE_TIME);
      long millis = reserved == null ? -1 : millis(reserved);
      if (millis > 0) {
        own.put(topic.name(), millis);
      }
    }
    return own;
  }

  /** Files of other brokers may hold anything. */
  private static long millis(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  @Override
  public List<LogGuard> guards() {
    return guards;
  }
}
