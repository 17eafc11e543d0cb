/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.launcher;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds a port that nobody listens on. */
final class FreePort {

  /** RocketMQ brokers have a second port two below the first, for clients that ask for it. */
  private static final int SECOND_PORT_DISTANCE = 2;

  private static final int ATTEMPTS = 50;

  private FreePort() {}

  /**
   * @return one that was free a moment ago, as was the one two below it
   */
  static int find() throws LaunchException {
    IOException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      try (ServerSocket socket = bound(0);
          ServerSocket second = bound(socket.getLocalPort() - SECOND_PORT_DISTANCE)) {
        return second.getLocalPort() + SECOND_PORT_DISTANCE;
      } catch (IOException e) {
        last = e;
      }
    }
    throw new LaunchException("no free port can be found: " + last.getMessage(), last);
  }

  private static ServerSocket bound(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
