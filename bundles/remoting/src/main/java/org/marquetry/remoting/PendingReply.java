/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import org.osgi.annotation.versioning.ProviderType;

/** A reply that is still owed. May be given from any thread; one that is never given is a leak. */
@ProviderType
public interface PendingReply {

  /** Begins the reply. To be called once. */
  Reply reply(int code);

  Connection connection();

  /**
   * Asks whether a reply that may be long is to be made now. It is not while the peer does not read
   * what it was sent, or while as many long replies to it are being made as its connection bears;
   * then {@code later} is run when it is, or when the connection is gone, and the caller is to do
   * nothing more. The turn ends with the reply or with {@link #yieldTurn}; who has it already keeps
   * it. Never blocks.
   *
   * <pre>{@code
   * Runnable answer = () -> executor.execute(() -> readAndAnswer(pending));
   * if (pending.takeTurn(answer)) {
   *   answer.run();
   * }
   * }</pre>
   *
   * @param later run on an I/O thread: it must not block
   * @return whether the turn is the caller's
   */
  boolean takeTurn(Runnable later);

  /** Gives the turn up, if there is one: what the reply needs is not there yet. */
  void yieldTurn();

  /** {@code false} once the connection is gone and the reply would go nowhere. */
  boolean wanted();
}
