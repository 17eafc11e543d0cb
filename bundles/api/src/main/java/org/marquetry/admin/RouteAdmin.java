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

  /** Facts about the route service, in the order in which to show them. */
  Map<String, String> status();

  List<RegisteredBroker> brokers();

  /**
   * @param brokerId 0 for a master
   * @param silentMillis time since the broker was last heard of, in milliseconds
   */
  record RegisteredBroker(
      String cluster, String name, long brokerId, String address, int topics, long silentMillis) {}
}
