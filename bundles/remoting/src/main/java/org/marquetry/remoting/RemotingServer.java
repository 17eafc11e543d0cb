/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.io.IOException;
import java.util.function.Consumer;
import org.marquetry.remoting.netty.Listener;

/** Accepts connections and answers their requests. Thread-safe. */
public final class RemotingServer implements AutoCloseable {

  private final ServerSettings settings;
  private final Processors processors;
  private final Consumer<Connection> onConnect;
  private Listener listener;

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
  public synchronized int start() throws IOException {
    if (listener != null) {
      throw new IllegalStateException(settings.name() + " is started already");
    }
    listener = Listener.open(settings, processors, onConnect);
    return listener.port();
  }

  /**
   * Stops accepting, answers what is in flight (at most 3 s), closes every connection. Not to be
   * called on an I/O thread.
   */
  @Override
  public synchronized void close() {
    if (listener != null) {
      listener.close();
      listener = null;
    }
  }
}
