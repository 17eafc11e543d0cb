/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** One TCP connection. Identity is its equality. Thread-safe; nothing blocks. */
@ProviderType
public interface Connection {

  InetSocketAddress remoteAddress();

  InetSocketAddress localAddress();

  boolean isOpen();

  /**
   * Sends a request and completes with the peer's response whatever its code; exceptionally with
   * {@link RemotingException} on time-out or when the connection ends. Completes on an I/O thread,
   * so what follows on it must not block.
   *
   * @param timeoutMillis in milliseconds, at least 1
   */
  CompletableFuture<Command> call(Command request, long timeoutMillis);

  /** Sends a request that is not answered. */
  void oneWay(Command request);

  /** Runs {@code action} once when the connection ends, at once if it has. */
  void onClose(Runnable action);

  void close();
}
