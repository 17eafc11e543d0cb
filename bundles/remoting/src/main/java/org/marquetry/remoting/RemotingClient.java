/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.util.concurrent.CompletableFuture;

/**
 * Calls peers by address over connections that it opens when needed and shares. Thread-safe;
 * nothing blocks but {@link #close()}.
 */
public final class RemotingClient implements AutoCloseable {

  private final Processors processors;

  /**
   * @param name in thread names
   * @param processors answer what peers ask over these connections
   */
  public RemotingClient(String name, Processors processors) {
    this.processors = processors;
  }

  /**
   * @param address {@code host:port}
   * @param timeoutMillis for connecting and answering together
   * @return completes like {@link Connection#call}; exceptionally also if the peer is out of reach
   */
  public CompletableFuture<Command> call(String address, Command request, long timeoutMillis) {
    return CompletableFuture.failedFuture(new RemotingException("to be built " + processors));
  }

  /** Sends a request that is not answered; failures are only logged. */
  public void oneWay(String address, Command request) {}

  @Override
  public void close() {}
}
