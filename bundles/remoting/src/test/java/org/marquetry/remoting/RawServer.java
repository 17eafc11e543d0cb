/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A started server with settings that suit a test. */
final class RawServer implements AutoCloseable {

  final BlockingQueue<Connection> connected = new LinkedBlockingQueue<>();
  final int port;
  private final RemotingServer server;

  RawServer(Processors processors) throws IOException {
    this(processors, 120, 16, true);
  }

  RawServer(Processors processors, int idleSeconds, int maxInFlight, boolean nativeTransport)
      throws IOException {
    server =
        new RemotingServer(
            settings(0, idleSeconds, maxInFlight, nativeTransport), processors, connected::add);
    port = server.start();
  }

  static ServerSettings settings(
      int port, int idleSeconds, int maxInFlight, boolean nativeTransport) {
    return new ServerSettings(
        "raw", "127.0.0.1", port, 2, idleSeconds, 1024 * 1024, maxInFlight, nativeTransport);
  }

  @Override
  public void close() {
    server.close();
  }
}
