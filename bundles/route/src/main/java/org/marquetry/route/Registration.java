/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.util.List;
import java.util.Map;

/**
 * What a broker says of itself when it registers, without its topics.
 *
 * @param haAddress where slaves of this broker connect to
 * @param zone {@code null} where none was given
 * @param actingMaster {@code null} from a broker that does not know of acting masters
 * @param timeoutMillis silence after which the broker counts as lost
 */
record Registration(
    String cluster,
    String brokerName,
    long brokerId,
    String address,
    String haAddress,
    String zone,
    Boolean actingMaster,
    long timeoutMillis) {

  static final long DEFAULT_TIMEOUT_MILLIS = 120_000;

  Key key() {
    return new Key(cluster, address);
  }

  boolean master() {
    return brokerId == BrokerData.MASTER_ID;
  }

  /** What a live broker is known by. */
  record Key(String cluster, String address) {}

  /**
   * The topics that came with a registration.
   *
   * @param topics queues by topic, or {@code null} where the version is the one that is known
   *     already and the rest was not read
   */
  record Topics(DataVersion version, Map<String, QueueData> topics, List<String> filterServers) {

    boolean unchanged() {
      return topics == null;
    }
  }
}
