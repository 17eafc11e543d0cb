/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The brokers that share one name: a master and its slaves. Immutable.
 *
 * @param zone {@code null} where none was given
 * @param actingMaster whether a slave may stand in for a lost master
 * @param addresses by broker id, 0 = master; never empty in a table
 * @param filterServers by broker address; only brokers before 4.3 have any
 */
record BrokerData(
    String cluster,
    String name,
    String zone,
    boolean actingMaster,
    SortedMap<Long, String> addresses,
    Map<String, List<String>> filterServers) {

  static final long MASTER_ID = 0;

  BrokerData {
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
    filterServers = Map.copyOf(filterServers);
  }

  String master() {
    return addresses.get(MASTER_ID);
  }

  BrokerData withAddresses(SortedMap<Long, String> newAddresses) {
    return new BrokerData(cluster, name, zone, actingMaster, newAddresses, filterServers);
  }
}
