/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What an operator asks of a route service. Published as a service while one runs. Thread-safe;
 * never blocks.
 *
 * <pre>{@code
 * boolean master = route.brokers().stream().anyMatch(broker -> broker.brokerId() == 0);
 * }</pre>
 */
@ProviderType
public interface RouteAdmin {

  /** {@return the facts about the route service, see {@link BrokerAdmin#status()}} */
  Map<String, Object> status();

  /** {@return every configuration key that is known or was given, with {@code route.} before it} */
  List<BrokerAdmin.ConfigEntry> config();

  /** {@return the brokers that are registered, by cluster, name and id} */
  List<RegisteredBroker> brokers();

  /**
   * A broker as it registered itself.
   *
   * @param cluster its name
   * @param name of the broker, shared by a master and its slaves
   * @param brokerId 0 for a master
   * @param address {@code host:port}
   * @param topics how many topics it has
   * @param silentMillis time since the broker was last heard of, in milliseconds
   */
  record RegisteredBroker(
      String cluster, String name, long brokerId, String address, int topics, long silentMillis) {}
}
