/*
 * Copyright 2026 the Marquetry authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.marquetry.remoting;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A connection that is being opened, and who waits for it, in order. Thread-safe. */
final class Peer {

  private List<BiConsumer<Connection, Throwable>> waiting = new ArrayList<>();
  private boolean settling;
  private boolean settled;
  private Connection connection;
  private Throwable failure;

  /** Whether calls may go there: it is being opened, or open. */
  synchronized boolean usable() {
    return !settled || (connection != null && connection.isOpen());
  }

  /** Whether {@link #whenSettled} may call later. */
  synchronized boolean waiting() {
    return !settled;
  }

  /**
   * Calls {@code action} with the connection or with why there is none; at once if that is known.
   */
  void whenSettled(BiConsumer<Connection, Throwable> action) {
    synchronized (this) {
      if (!settled) {
        waiting.add(action);
        return;
      }
    }
    action.accept(connection, failure);
  }

  /** With one of the two; the first call counts. */
  void settle(Connection open, Throwable cause) {
    synchronized (this) {
      if (settling) {
        return;
      }
      settling = true;
      connection = open;
      failure = cause;
    }
    List<BiConsumer<Connection, Throwable>> served = takeWaiting();
    while (!served.isEmpty()) {
      served.forEach(action -> action.accept(open, cause));
      served = takeWaiting();
    }
  }

  /** Settled only when nobody is left, so that nobody overtakes those who waited. */
  private synchronized List<BiConsumer<Connection, Throwable>> takeWaiting() {
    List<BiConsumer<Connection, Throwable>> taken = waiting;
    waiting = new ArrayList<>();
    settled = taken.isEmpty();
    return taken;
  }
}
