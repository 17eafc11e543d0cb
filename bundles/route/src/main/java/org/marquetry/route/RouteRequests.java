/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import static java.util.Map.entry;

import java.util.Map;
import java.util.concurrent.Executor;
import org.marquetry.remoting.Processors;
import org.marquetry.remoting.RequestCode;
import org.marquetry.remoting.RequestProcessor;
import org.marquetry.system.Clock;

/** Every request code that the route service answers, by where it may run. Thread-safe. */
final class RouteRequests {

  private final BrokerRequests brokers;
  private final TopicRequests topics;
  private final ConfigRequests config;

  RouteRequests(
      RouteRegistry registry, KeyValueStore keyValues, CurrentSettings settings, Clock clock) {
    this.brokers = new BrokerRequests(registry, keyValues, settings);
    this.topics = new TopicRequests(registry, keyValues, settings, clock);
    this.config = new ConfigRequests(keyValues, settings);
  }

  /** Short and never blocking: for the I/O threads. */
  Map<Integer, RequestProcessor> quick() {
    return Map.ofEntries(
        entry(RequestCode.GET_ROUTEINFO_BY_TOPIC, topics::route),
        entry(RequestCode.GET_BROKER_CLUSTER_INFO, topics::clusters),
        entry(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_NS, topics::systemTopics),
        entry(RequestCode.BROKER_HEARTBEAT, brokers::heartbeat),
        entry(RequestCode.QUERY_DATA_VERSION, brokers::queryVersion),
        entry(RequestCode.GET_BROKER_MEMBER_GROUP, brokers::members),
        entry(RequestCode.GET_KV_CONFIG, config::get));
  }

  /** Change the tables, in the order they came in: for one thread. */
  Map<Integer, RequestProcessor> changing() {
    return Map.ofEntries(
        entry(RequestCode.REGISTER_BROKER, brokers::register),
        entry(RequestCode.UNREGISTER_BROKER, brokers::unregister),
        entry(RequestCode.WIPE_WRITE_PERM_OF_BROKER, brokers::wipeWrite),
        entry(RequestCode.ADD_WRITE_PERM_OF_BROKER, brokers::addWrite),
        entry(RequestCode.DELETE_TOPIC_IN_NAMESRV, topics::deleteTopic),
        entry(RequestCode.REGISTER_TOPIC_IN_NAMESRV, topics::registerTopic));
  }

  /** Write files, or walk all topics. */
  Map<Integer, RequestProcessor> slow() {
    return Map.ofEntries(
        entry(RequestCode.PUT_KV_CONFIG, config::put),
        entry(RequestCode.DELETE_KV_CONFIG, config::delete),
        entry(RequestCode.GET_KVLIST_BY_NAMESPACE, config::list),
        entry(RequestCode.UPDATE_NAMESRV_CONFIG, config::updateSettings),
        entry(RequestCode.GET_NAMESRV_CONFIG, config::settings),
        entry(RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER, topics::allTopics),
        entry(RequestCode.GET_TOPICS_BY_CLUSTER, topics::topicsOfCluster),
        entry(RequestCode.GET_UNIT_TOPIC_LIST, topics::unitTopics),
        entry(RequestCode.GET_HAS_UNIT_SUB_TOPIC_LIST, topics::unitSubscriptionTopics),
        entry(RequestCode.GET_HAS_UNIT_SUB_UNUNIT_TOPIC_LIST, topics::nonUnitSubscriptionTopics));
  }

  Processors processors(Executor changes, Executor others) {
    Processors.Builder all = Processors.builder();
    quick().forEach(all::inline);
    changing().forEach((code, processor) -> all.on(changes, code, processor));
    slow().forEach((code, processor) -> all.on(others, code, processor));
    return all.build();
  }
}
