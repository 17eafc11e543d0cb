/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.admin;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** What an operator asks of a route service. Thread-safe; never blocks. */
@ProviderType
public interface RouteAdmin {

  /** Facts about the route service, see {@link BrokerAdmin#status()}. */
  Map<String, Object> status();

  /** Every configuration key that is known or was given, with {@code route.} before it. */
  List<BrokerAdmin.ConfigEntry> config();

  List<RegisteredBroker> brokers();

  /**
   * @param brokerId 0 for a master
   * @param silentMillis time since the broker was last heard of, in milliseconds
   */
  record RegisteredBroker(
      String cluster, String name, long brokerId, String address, int topics, long silentMillis) {}
}
