/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.broker.registration;

import java.util.concurrent.CompletableFuture;
import org.marquetry.remoting.Command;

/** Calls a peer by address, as {@link org.marquetry.remoting.RemotingClient#call} does. */
@FunctionalInterface
public interface Caller {

  /**
   * @param address {@code host:port}
   * @return completes with the peer's answer, exceptionally where there is none in time
   */
  CompletableFuture<Command> call(String address, Command request, long timeoutMillis);
}
