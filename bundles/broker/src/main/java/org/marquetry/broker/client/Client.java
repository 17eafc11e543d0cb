/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import org.marquetry.remoting.Connection;
import org.marquetry.remoting.Request;
import org.marquetry.system.Clock;

/** A client as it shows itself in a request. */
record Client(String id, Connection connection, String language, int version) {

  static Client of(String id, Request request) {
    return new Client(id, request.connection(), request.language(), request.version());
  }

  /** The same client as a member of a group. */
  Member member(Clock clock) {
    return new Member(id, connection, language, version, clock);
  }
}
