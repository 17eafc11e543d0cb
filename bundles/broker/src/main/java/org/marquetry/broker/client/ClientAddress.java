/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.client;

import java.net.InetSocketAddress;
import org.marquetry.remoting.Connection;

/** Where a client is, as people and plugins read it. Stateless. */
public final class ClientAddress {

  private ClientAddress() {}

  /** {@code ip:port} of the connection's other end. */
  public static String of(Connection connection) {
    InetSocketAddress remote = connection.remoteAddress();
    String host =
        remote.isUnresolved() ? remote.getHostString() : remote.getAddress().getHostAddress();
    return host + ":" + remote.getPort();
  }
}
