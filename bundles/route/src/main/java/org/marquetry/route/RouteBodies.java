/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.route;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Encoded routes of the current tables: every client asks for every one of its topics every 30 s,
 * while the tables seldom change. Thread-safe; a hit takes no lock.
 */
final class RouteBodies {

  private volatile Encoded current = new Encoded(RouteTables.EMPTY, false);

  /**
   * @return the body, shared and not to be changed; {@code null} where there is no route
   */
  byte[] body(RouteTables tables, String topic, boolean actingMaster) {
    Encoded encoded = current;
    if (encoded.tables != tables || encoded.actingMaster != actingMaster) {
      encoded = new Encoded(tables, actingMaster);
      current = encoded;
    }
    byte[] body = encoded.bodies.get(topic);
    if (body == null) {
      body = RouteJson.route(tables, topic, actingMaster, null);
      if (body != null) {
        encoded.bodies.put(topic, body);
      }
    }
    return body;
  }

  /** What was encoded of one state. */
  private static final class Encoded {

    private final RouteTables tables;
    private final boolean actingMaster;
    private final Map<String, byte[]> bodies = new ConcurrentHashMap<>();

    Encoded(RouteTables tables, boolean actingMaster) {
      this.tables = tables;
      this.actingMaster = actingMaster;
    }
  }
}
